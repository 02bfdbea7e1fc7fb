package build

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io/fs"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"

	"seedfeed/feed/article"
	"seedfeed/feed/catalogue"
	"seedfeed/feed/convert"
	"seedfeed/feed/rendered"
	"seedfeed/feed/site"
	"seedfeed/feed/source"
)

// A reading is what came of reading one file.
type reading struct {
	item    item
	gone    bool // the file went away meanwhile
	later   bool // the file has changed since it was looked at: it stays what it was until the next build
	failed  bool // the system could not read it just now: likewise
	record  catalogue.Reading
	content rendered.Content
	problem *article.Error   // why it is left out
	faults  []*article.Error // that do not leave it out
	missing []*article.Error // files that it refers to
}

// readAtOnce is how many files a reader takes at most at once: to hand over each by itself takes a tenth of the time of
// reading it. Where there are fewer it takes less, so that all readers have something to do.
const readAtOnce = 8

// readAll reads the files on all processors and hands what came of them to use, one after the other and in their order.
func (p *pass) readAll(ctx context.Context, items []item, use func(*reading) error) error {
	var readers sync.WaitGroup
	defer readers.Wait() // the folder is closed afterwards
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type job struct {
		items  []item
		result chan []*reading
	}
	processors := runtime.GOMAXPROCS(0)
	size := min(readAtOnce, 1+len(items)/(readAtOnce*processors))
	jobs, order := make(chan job), make(chan job, 4*processors) // which bounds what is read ahead
	go func() {
		defer close(jobs)
		defer close(order)
		for some := range slices.Chunk(items, size) {
			j := job{some, make(chan []*reading, 1)}
			select {
			case order <- j:
			case <-ctx.Done():
				return
			}
			select {
			case jobs <- j:
			case <-ctx.Done():
				return
			}
		}
	}()
	for range processors {
		readers.Go(func() {
			var buffer []byte
			for j := range jobs {
				readings := make([]*reading, len(j.items))
				for i, it := range j.items {
					readings[i], buffer = p.read(ctx, it, buffer)
				}
				j.result <- readings
			}
		})
	}
	done := 0
	for j := range order {
		select {
		case readings := <-j.result:
			for _, r := range readings {
				if err := use(r); err != nil {
					return err
				}
			}
		case <-ctx.Done():
			return ctx.Err()
		}
		done += len(j.items)
		p.progress("read", done, len(items))
	}
	return ctx.Err()
}

// read reads one file. It returns buffer, or a larger one, to be used again.
func (p *pass) read(ctx context.Context, it item, buffer []byte) (*reading, []byte) {
	r := &reading{item: it, record: catalogue.Reading{Path: it.path, Stamp: it.stamp[:], ModTime: it.stamp.ModTime()}}
	data, stamp, err := p.folder.ReadInto(buffer, it.path, article.MaxSize)
	if err != nil {
		r.fail(err)
		return r, buffer
	}
	if p.isYoung(stamp) || it.stamp != (source.Stamp{}) && it.stamp != stamp { // it may be half a file now, or another one
		r.later = true
		return r, data
	}
	r.record.ModTime = stamp.ModTime()
	r.record.Stamp = stamp[:]
	// A file that was changed just now may change once more within the granularity of the clock.
	if source.Racy(stamp, p.env.Now()) {
		r.record.Stamp = []byte{}
	}
	a, err := p.parse(ctx, it.path, data)
	if err != nil {
		r.refuse(err)
		return r, data
	}
	r.faults = a.Warnings
	r.record.Article = a
	r.record.Slug = p.wantedSlug(a)
	r.record.Address = p.address(a)
	r.record.Tags = tags(a.Tags)
	r.record.References, r.missing = p.references(a)
	r.content = contentOf(a, r.record.Tags, r.record.References)
	r.record.Shown = shown(a, r.record.References)
	return r, data
}

// parse reads an article, with the help of the program that is named for its ending.
func (p *pass) parse(ctx context.Context, path string, data []byte) (*article.Article, error) {
	src := article.Source{Path: path, Data: data, Find: func(name string) string { return p.media.find(name, path) }}
	if command := p.Convert.For(path); command != nil {
		src.Convert = func(body string) (string, error) { return convert.Run(ctx, command, body) }
	}
	a, err := article.Parse(src, p.Article)
	if err == nil && p.Place != nil && p.Place.Drafts {
		a.Draft = false
	}
	if err == nil && a.Published.IsZero() && !a.Unlisted && p.Place.IsPage(path) {
		a.Unlisted = true
		a.Origins["unlisted"] = "a page without a date"
	}
	return a, err
}

// refuse notes that what was read is no article. Where a program could not convert it, what was published stays: the fault
// may well be the program's.
func (r *reading) refuse(err error) {
	r.reject(err)
	if failure, ok := errors.AsType[*convert.Error](err); ok {
		r.failed = true
		r.record.Problem = ""
		if errors.Is(failure, exec.ErrNotFound) {
			r.problem.Fix = "install it, or correct the setting convert"
		} else {
			r.problem.Fix = "mend the file, or the setting convert; the next build tries again"
		}
	}
}

// fail notes that a file could not be read.
func (r *reading) fail(err error) {
	var tooLarge *source.TooLargeError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.gone = true
	case errors.Is(err, source.ErrChanging):
		r.later = true
	case errors.Is(err, fs.ErrPermission):
		r.record.Stamp = []byte{} // what forbids it may be of a folder above, and does not show in the file's stamp
		r.reject(forbidden(r.item.path))
	case errors.As(err, &tooLarge):
		r.reject(&article.Error{Path: r.item.path, Err: tooLarge, Fix: "split it, or move what is not text beside it"})
	case errors.Is(err, source.ErrIrregular), errors.Is(err, source.ErrOutside):
		r.reject(&article.Error{Path: r.item.path, Err: cause(err), Fix: "replace it with a regular file that can be read"})
	default:
		r.failed = true
		r.problem = &article.Error{Path: r.item.path, Err: cause(err), Fix: "the next build tries again"}
	}
}

// forbidden is the fault of a file that may not be read.
func forbidden(path string) *article.Error {
	return &article.Error{Path: path, Err: errors.New("permission denied"), Fix: "let the user that seedfeed runs as read it"}
}

// cause is an error without the path, which the message has already.
func cause(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

func (r *reading) reject(err error) {
	if !errors.As(err, &r.problem) {
		r.problem = &article.Error{Path: r.item.path, Err: err}
	}
	r.record.Problem = encodeProblem(r.problem)
}

// wantedSlug is the slug that the article's front matter, or else its file, asks for.
func (p *pass) wantedSlug(a *article.Article) string {
	if a.Slug != "" {
		// A slug may be given as a path, as some generators allow; its last part names the page.
		given := strings.Trim(a.Slug, "/")
		return site.Slug(given[strings.LastIndexByte(given, '/')+1:], a.Language)
	}
	return site.Slug(p.Article.Stem(a.Path), a.Language)
}

func tags(names []string) []catalogue.Tag {
	tags := make([]catalogue.Tag, 0, len(names))
	seen := make(map[string]bool, len(names))
	for _, name := range names {
		slug := site.TagSlug(name)
		if !seen[slug] {
			seen[slug] = true
			tags = append(tags, catalogue.Tag{Slug: slug, Name: name})
		}
	}
	return tags
}

func contentOf(a *article.Article, tags []catalogue.Tag, references []catalogue.Reference) rendered.Content {
	content := rendered.Of(a)
	for _, tag := range tags {
		content.Tags = append(content.Tags, rendered.Tag(tag))
	}
	for _, r := range references {
		content.Files = append(content.Files, rendered.File{Path: r.Path, Name: r.Name, Size: r.Size, Type: r.Type, Width: r.Width, Height: r.Height})
	}
	return content
}

// shown is a hash of all that a subscriber can see of an article, without its address and its dates. Of the files that are
// copied beside its page that is their size and kind; a new time alone, as a checkout gives them, shows nowhere.
func shown(a *article.Article, references []catalogue.Reference) [32]byte {
	h := sha256.New()
	references = slices.Clone(references)
	for i := range references {
		if references[i].Name != "" {
			references[i].Stamp = nil
		}
	}
	encoder := json.NewEncoder(h)
	// Writing to a hash cannot fail, and these values can be encoded.
	_ = encoder.Encode([]any{a.Title, a.Summary, a.Language, a.Direction, a.Rights, a.Authors, a.Tags, a.Image, a.Enclosures, references})
	h.Write([]byte(a.Content))
	return [32]byte(h.Sum(nil))
}

// version tells one state of an article's content from another, for the cache of rendered articles.
func (p *pass) version(path string, hash [32]byte) []byte {
	sum := sha256.Sum256(slices.Concat([]byte(p.articles), []byte(path), hash[:]))
	return sum[:16]
}
