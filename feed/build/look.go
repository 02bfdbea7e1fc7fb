package build

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

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
	var outputs []catalogue.Output
	collect := func(o catalogue.Output) error { outputs = append(outputs, o); return nil }
	if many {
		err = p.catalogue.OutputsOutside(ctx, site.ArticlesRoot, collect)
	} else {
		err = p.catalogue.AllOutputs(ctx, collect)
	}
	if err != nil {
		return nil, err
	}
	return p.lookAt(ctx, outputs)
}

// lookAt returns the parts of the outputs that are damaged.
func (p *pass) lookAt(ctx context.Context, outputs []catalogue.Output) ([]string, error) {
	var mu sync.Mutex
	var damaged []string
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for some := range slices.Chunk(outputs, 256) {
		group.Go(func() error {
			for _, o := range some {
				if p.isDamaged(o) {
					mu.Lock()
					damaged = append(damaged, o.Part)
					mu.Unlock()
				}
			}
			return ctx.Err()
		})
	}
	return damaged, group.Wait()
}

func (p *pass) isDamaged(o catalogue.Output) bool {
	return !p.out.Intact(o.Path, o.Size, time.Unix(0, o.Modified))
}
