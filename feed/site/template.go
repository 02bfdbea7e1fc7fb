package site

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"
)

//go:embed templates style.css feed.css
var builtin embed.FS

const (
	layoutFile    = "layout.html"
	styleFile     = "style.css"
	feedStyleFile = "feed.css"
)

// pageFiles are the templates of whole pages. Each defines the parts that layout.html asks for.
var pageFiles = []string{"index.html", "article.html", "tag.html", "archive.html", "tags.html", "archives.html", "moved.html"}

// pages holds the template of each kind of page.
type pages map[string]*pageTemplate

// A pageTemplate is parsed when it is first used, and folded when it first writes a page: most builds write none.
type pageTemplate struct {
	parsed func() (*template.Template, error)
	fold   sync.Once
}

func newPages(overrides fs.FS) (pages, error) {
	own, err := readTemplates(overrides)
	if err != nil {
		return nil, err
	}
	all := pages{}
	for _, name := range pageFiles {
		all[name] = &pageTemplate{parsed: sync.OnceValues(func() (*template.Template, error) { return parsePage(name, own) })}
	}
	if len(own) == 0 {
		return all, nil
	}
	// A mistake in somebody's own template must show before the first document is written, and
	// html/template finds half of all mistakes only when it writes a page. A mistake in the layout is one in every page,
	// and said once.
	var errs []error
	said := map[string]bool{}
	for _, name := range pageFiles {
		t, err := all[name].parsed()
		if _, mine := own[name]; mine && err == nil {
			err = showsNothing(t, name)
		}
		if err == nil {
			err = execute(t, io.Discard, samplePage())
		}
		if err != nil && !said[err.Error()] {
			said[err.Error()] = true
			errs = append(errs, err)
		}
	}
	return all, errors.Join(errs...)
}

// showsNothing finds a page's file whose text stands outside of what the layout asks for, such as a whole page of HTML: it
// would make empty pages.
func showsNothing(t *template.Template, name string) error {
	if part := t.Lookup("main"); part == nil || part.Tree.ParseName == name {
		return nil
	}
	return fmt.Errorf("template %s:1: shows nothing; write it between {{define \"main\"}} and {{end}}, or replace %s", name, layoutFile)
}

// readTemplates returns the text of all .html files at the top of fsys.
func readTemplates(fsys fs.FS) (map[string]string, error) {
	if fsys == nil {
		return nil, nil
	}
	names, err := fs.Glob(fsys, "*.html")
	if err != nil {
		return nil, err
	}
	own := map[string]string{}
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("template: %w", err)
		}
		own[name] = string(text)
	}
	return own, nil
}

// parsePage returns the layout with the parts that the page's file defines.
func parsePage(name string, own map[string]string) (*template.Template, error) {
	root := template.New(layoutFile).Funcs(template.FuncMap{"bytes": byteCount, addressFunc: address})
	for file, text := range own {
		if file == layoutFile || slices.Contains(pageFiles, file) {
			continue
		}
		if _, err := root.New(file).Parse(text); err != nil {
			return nil, templateError(err)
		}
	}
	for _, file := range []string{layoutFile, name} {
		text, ok := own[file]
		if !ok {
			b, err := builtin.ReadFile("templates/" + file)
			if err != nil {
				return nil, err
			}
			text = string(b)
		}
		t := root
		if file != layoutFile {
			t = root.New(file)
		}
		if _, err := t.Parse(text); err != nil {
			return nil, templateError(err)
		}
	}
	return root, nil
}

func (all pages) execute(name string, p *Page) ([]byte, error) {
	t, err := all[name].parsed()
	if err != nil {
		return nil, err
	}
	all[name].fold.Do(func() { fold(t, p) })
	b := bytes.NewBuffer((*room.Get().(*[]byte))[:0])
	if err := execute(t, b, p); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// room is where pages are written. Free brings it back.
var room = sync.Pool{New: func() any { return new([]byte) }}

func execute(t *template.Template, w io.Writer, p *Page) error {
	if err := t.Execute(w, p); err != nil {
		return templateError(err)
	}
	return nil
}

func (s *Site) render(name, folder string, p *Page) ([]File, error) {
	path := join(folder, indexFile)
	b, err := s.pages.execute(name, p)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if !Made(b[:min(len(b), markWithin)]) { // somebody's own layout does not name the generator
		b = slices.Insert(b, 0, []byte(xmlMark)...)
	}
	return []File{{Path: path, Data: b, memory: ofRoom}}, nil
}

// templateError makes the errors of text/template and html/template look alike: "template FILE:LINE: …".
func templateError(err error) error {
	text := err.Error()
	for _, prefix := range []string{"html/template:", "template:"} {
		text = strings.TrimSpace(strings.TrimPrefix(text, prefix))
	}
	return errors.New("template " + text)
}

func styleSheet(name string, overrides fs.FS) ([]byte, error) {
	if overrides != nil {
		b, err := fs.ReadFile(overrides, name)
		if !errors.Is(err, fs.ErrNotExist) {
			return append([]byte(cssMark), b...), err
		}
	}
	b, err := builtin.ReadFile(name)
	return append([]byte(cssMark), b...), err
}

// byteCount writes a file's length for people.
func byteCount(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d bytes", n)
	case n < 1000_000:
		return fmt.Sprintf("%d kB", (n+500)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
