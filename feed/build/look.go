package build

import (
	"context"
	"slices"
	"sync"
	"time"

	"seedfeed/feed/catalogue"
	"seedfeed/feed/site"
)

// wholeLook is the number of files up to which every build looks whether each of them is still as it was written. Of
// a larger output it looks at the files that are not articles' pages: to look at all would take longer than all else
// that a build without changes does.
const wholeLook = 5000

// startLook begins to look at the output while the articles are looked at. look waits for it and returns the parts with
// files that are not as they were written. Where whole is not set it looks at the rest only if the main feeds are damaged.
// The caller calls end, before anything that is open is closed.
func (p *pass) startLook(ctx context.Context, whole bool) (look func() ([]string, error), end func()) {
	ctx, cancel := context.WithCancel(ctx)
	look = sync.OnceValues(func() ([]string, error) { return p.damaged(ctx, whole) })
	if !whole {
		return look, cancel
	}
	go look()
	return look, func() { cancel(); look() }
}

func (p *pass) damaged(ctx context.Context, whole bool) ([]string, error) {
	if !whole {
		front, err := p.catalogue.Outputs(ctx, partFront)
		if err != nil || !slices.ContainsFunc(front, p.isDamaged) {
			return nil, err
		}
	}
	many, err := p.catalogue.ManyOutputs(ctx, wholeLook)
	if err != nil {
		return nil, err
	}
	looking := &looking{pass: p}
	if many {
		err = p.catalogue.OutputsOutside(ctx, site.ArticlesRoot, looking.add)
	} else {
		err = p.catalogue.AllOutputs(ctx, looking.add)
	}
	return looking.end(), err
}

// looking looks at files of the output while the catalogue tells of more.
type looking struct {
	*pass
	next  []catalogue.Output
	group sync.WaitGroup

	mu      sync.Mutex
	damaged []string // parts
}

func (l *looking) add(o catalogue.Output) error {
	const some = 128
	if l.next = append(l.next, o); len(l.next) == some {
		l.lookAtNext()
		l.next = make([]catalogue.Output, 0, some)
	}
	return nil
}

func (l *looking) lookAtNext() {
	outputs := l.next
	l.group.Go(func() {
		for _, o := range outputs {
			if l.isDamaged(o) {
				l.mu.Lock()
				l.damaged = append(l.damaged, o.Part)
				l.mu.Unlock()
			}
		}
	})
}

// end waits, and returns the parts of the damaged files.
func (l *looking) end() []string {
	l.lookAtNext()
	l.group.Wait()
	return l.damaged
}

func (p *pass) isDamaged(o catalogue.Output) bool {
	return !p.out.Intact(o.Path, o.Size, time.Unix(0, o.Modified))
}
