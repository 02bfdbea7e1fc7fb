package article

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"
	"unicode"
)

// MaxSize is the largest file, in bytes, that Parse reads.
const MaxSize = 10 << 20

// A document is a file's body on its way to an Article.
type document struct {
	said     []entry // front matter, and what was applied after it
	path     string  // Source.Path
	settings Settings
	art      *Article                     // being filled
	base     *url.URL                     // of a web page that says where its relative URLs lead; nil: beside the article
	preface  string                       // what stood before the body and says how to read it
	convert  func(string) (string, error) // nil: the body is read here
	find     func(string) string          // never nil
	refs     map[Reference]bool           // what art.References already has
	tagsLost bool                         // there were more than maxTags
}

// A format is one kind of article file.
type format int

const (
	noFormat format = iota
	formatText
	formatMarkdown
	formatHTML
	formatOrg
	formatRST
)

// An ending is one that the name of an article may have.
type ending struct {
	text   string
	format format
}

// endings is an array, since it is gone through for each file of a folder.
func endings() [8]ending {
	return [...]ending{
		{".txt", formatText}, {".md", formatMarkdown}, {".markdown", formatMarkdown}, {".mdx", formatMarkdown},
		{".html", formatHTML}, {".htm", formatHTML}, {".org", formatOrg}, {".rst", formatRST},
	}
}

// Endings returns what the names of articles may end with, such as ".md", for settings that name no others.
func Endings() []string {
	var texts []string
	for _, e := range endings() {
		texts = append(texts, e.text)
	}
	return texts
}

// formatOf tells the format of a file from its name.
func formatOf(name string) format {
	text := path.Ext(name)
	for _, e := range endings() {
		if strings.EqualFold(text, e.text) {
			return e.format
		}
	}
	return noFormat
}

// IsArticle is Settings.IsArticle for settings that name no endings of their own.
func IsArticle(name string) bool { return formatOf(name) != noFormat }

// Parse reads one article. The error is an *Error; faults that leave the article readable stand in
// Article.Warnings instead. src.Data is neither kept nor changed.
func Parse(src Source, set Settings) (*Article, error) {
	f := formatOf(src.Path)
	converted := set.isConverted(src.Path)
	if f == noFormat && converted {
		f = formatText
	}
	if f == noFormat {
		return nil, &Error{Path: src.Path, Err: errors.New("not a kind of file that holds an article"), Fix: "name it .txt, .md or .html"}
	}
	if len(src.Data) > MaxSize {
		return nil, &Error{Path: src.Path, Err: fmt.Errorf("larger than %d MiB", MaxSize>>20), Fix: "split it, or move what is not text beside it"}
	}
	d := &document{
		path:     src.Path,
		settings: set,
		art:      &Article{Path: src.Path, Origins: make(map[string]string, 8)},
	}
	if converted {
		d.convert = src.Convert
	}
	if d.find = src.Find; d.find == nil {
		d.find = func(string) string { return "" }
	}
	if err := d.parse(src.Data, f); err != nil {
		err.Path = src.Path
		return nil, err
	}
	return d.art, nil
}

func (d *document) parse(data []byte, f format) *Error {
	decoded, warning, err := decode(data)
	if err != nil {
		return err
	}
	if len(bytes.TrimSpace(decoded)) == 0 {
		return &Error{Err: errors.New("is empty"), Fix: "write something in it or delete it"}
	}
	if isHTML(d.path) && ownPage(decoded) {
		return &Error{Err: errors.New("is a page that seedfeed has made"), Fix: "move the output out of the folder of articles"}
	}
	if warning != nil {
		d.warn(0, warning.Err, warning.Fix)
	}
	d.art.Hash = sha256.Sum256(decoded)

	head, err := splitFrontMatter(string(decoded), isHTML(d.path))
	if err != nil {
		return err
	}
	switch f {
	case formatOrg:
		head, d.preface = orgHead(head)
	case formatRST:
		head = rstHead(head)
	}
	if err := d.apply(head.fields, "front matter"); err != nil {
		return err
	}
	d.applyData()
	d.art.BodyHash = bodyHash(head.body)
	d.art.Fingerprint = fingerprint(head.body)
	if err := d.read(f, head.body, head.line); err != nil {
		return err
	}
	d.finish(head)
	return nil
}

// read reads the body, of which line is the number of the first line.
func (d *document) read(f format, body string, line int) *Error {
	if d.convert != nil {
		html, err := d.convert(body)
		if err != nil {
			return &Error{Err: err}
		}
		d.rawMarkdown(html)
		return nil
	}
	switch f {
	case formatText:
		d.text(body, line)
	case formatMarkdown:
		d.markdown(body, line)
	case formatHTML:
		d.html(body, line)
	case formatOrg:
		d.org(body, line)
	case formatRST:
		d.rst(body, line)
	}
	return nil
}

// ownPage recognises a page of an earlier output, which is no article although it looks like one.
func ownPage(text []byte) bool {
	head := text[:min(len(text), 4<<10)]
	return bytes.Contains(head, []byte(`<meta name="generator" content="seedfeed `))
}

// finish gives the fields a value that the file does not give.
func (d *document) finish(head frontMatter) {
	d.dateFromPath()
	d.unlistTemplates()
	d.titleFromContent(bodyStart(head.body, head.line))
	d.findLanguage()
	d.art.Direction = "ltr"
	if mayBeRightToLeft(string(d.art.Content)) {
		d.art.Direction = direction(plainText(string(d.art.Content)))
	} else if d.art.Content == "" && mayBeRightToLeft(d.art.Title) {
		d.art.Direction = direction(d.art.Title)
	}
}

// unlistTemplates keeps files out of lists that say nothing themselves, but which template makes a page of them.
func (d *document) unlistTemplates() {
	a := d.art
	if a.Title == "" && a.Summary == "" && a.Content == "" && a.Image.URL == "" && len(a.Enclosures) == 0 && !a.Unlisted {
		a.Unlisted = true
		d.origin("unlisted", "neither title nor text")
	}
}

func (d *document) findLanguage() {
	d.findVersion()
	if d.art.Language == "" && d.settings.DetectLanguage {
		if tag := detectLanguage(plainText(string(d.art.Content))); tag != "" {
			d.art.Language = tag
			d.origin("language", "detected")
		}
	}
	if d.art.Language == "" && d.settings.Language != "" {
		d.art.Language = d.settings.Language
		d.origin("language", "configuration")
	}
}

// warn notes a fault that does not stop the article from being read. Line 0 means none.
func (d *document) warn(line int, err error, fix string) {
	d.art.Warnings = append(d.art.Warnings, &Error{Path: d.path, Line: line, Err: err, Fix: fix})
}

func (d *document) origin(field, where string) { d.art.Origins[field] = where }

func isHTML(name string) bool { return formatOf(name) == formatHTML }

// bodyStart is the number of the body's first line that has text.
func bodyStart(body string, line int) int {
	rest := strings.TrimLeftFunc(body, unicode.IsSpace)
	return line + strings.Count(body[:len(body)-len(rest)], "\n")
}

// mayBeRightToLeft reports whether s has a character from the blocks of the right-to-left scripts. It
// looks at the first bytes of UTF-8 sequences only, which is much cheaper than asking for each one's script.
func mayBeRightToLeft(s string) bool {
	for i := 0; i < len(s); i++ {
		for i+8 <= len(s) && binary.LittleEndian.Uint64([]byte(s[i:i+8]))&highest == 0 {
			i += 8
		}
		if i == len(s) {
			break
		}
		switch c := s[i]; {
		case c < 0xD6:
		case c <= 0xDF: // U+0580 to U+07FF
			return true
		case c == 0xE0: // U+0800 to U+08FF
			if i+1 < len(s) && s[i+1] <= 0xA3 {
				return true
			}
		case c == 0xEF: // presentation forms
			if i+1 < len(s) && s[i+1] >= 0xAC && s[i+1] <= 0xBB {
				return true
			}
		case c == 0xF0: // U+10800 to U+10FFF, U+1E800 to U+1EFFF
			if i+1 < len(s) && (s[i+1] == 0x90 || s[i+1] == 0x9E) {
				return true
			}
		}
	}
	return false
}
