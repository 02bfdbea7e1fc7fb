package article

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// titleHeading finds the heading that is the title, and takes it out where the content would say it again.
// line is the number of source's first line in its file.
func (d *document) titleHeading(root ast.Node, source []byte, line int) {
	heading, leads := titleCandidate(root, source)
	if heading == nil {
		return
	}
	title := nodeText(heading, source)
	if d.art.Title == "" {
		if lines := heading.Lines(); lines.Len() > 0 {
			line += bytes.Count(source[:lines.At(0).Start], []byte("\n"))
		}
		_ = d.set("title", title, fmt.Sprintf("first heading, line %d", line))
		leads = leads || heading.Level == 1
	} else if leads = sameText(title, d.art.Title); !leads {
		return
	}
	if leads && !holdsImage(heading) {
		root.RemoveChild(root, heading)
	}
}

// titleCandidate is the heading with which the text begins, else the first one of level 1, else the first.
// leads tells that no text stands before it.
func titleCandidate(root ast.Node, source []byte) (heading *ast.Heading, leads bool) {
	var first *ast.Heading
	leads = true
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		h, ok := n.(*ast.Heading)
		switch {
		case !ok:
			leads = leads && isSilent(n, source)
		case nodeText(h, source) == "":
		case leads || h.Level == 1:
			return h, leads
		case first == nil:
			first = h
		}
	}
	return first, false
}

// isSilent reports whether a block shows no text, as a picture, a rule or a comment.
func isSilent(n ast.Node, source []byte) bool {
	switch n := n.(type) {
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		return false
	case *ast.HTMLBlock:
		return plainText(htmlBlockText(n, source)) == ""
	case *ast.Paragraph:
		if t, ok := n.FirstChild().(*ast.Text); ok && letters(util.BytesToReadOnlyString(t.Value(source))) > 0 {
			return false // nearly always
		}
	}
	return nodeText(n, source) == "" || holdsImage(n) && n.ChildCount() == 1
}

func holdsImage(n ast.Node) bool {
	for c, _ := following(n, n); c != nil; c, _ = following(c, n) {
		if c.Kind() == ast.KindImage {
			return true
		}
	}
	return false
}

// nodeText is the plain text in a node, its white space folded. Raw HTML is left out.
func nodeText(n ast.Node, source []byte) string {
	var b strings.Builder
	for c, _ := following(n, n); c != nil; c, _ = following(c, n) {
		switch c := c.(type) {
		case *ast.Text:
			value := c.Segment.Value(source)
			if c.IsRaw() {
				b.Write(value)
			} else {
				b.WriteString(destination(value))
			}
			if c.SoftLineBreak() || c.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(c.Value)
		case *ast.AutoLink:
			b.Write(c.Label(source))
		case *extast.TaskCheckBox:
			b.WriteString(checkBox(c.IsChecked))
		}
	}
	return collapse(legal(b.String()))
}

// sameText compares letters and digits only, without regard to case.
func sameText(a, b string) bool {
	nextOf := func(s *string) rune {
		for i, r := range *s {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				*s = (*s)[i+len(string(r)):]
				return unicode.ToLower(r)
			}
		}
		*s = ""
		return -1
	}
	for same := false; ; same = true {
		x, y := nextOf(&a), nextOf(&b)
		if x != y {
			return false
		}
		if x < 0 {
			return same
		}
	}
}

// anchor gives each heading an id made of its text as GitHub does, so that links which were written for it lead
// there. Letters of all scripts stay.
func anchor(root ast.Node, source []byte) {
	var taken map[string]int
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		h, ok := n.(*ast.Heading)
		if !ok {
			continue
		}
		id := givenID(h)
		if id == "" {
			id = anchorID(nodeText(h, source))
		}
		if taken == nil {
			taken = make(map[string]int)
		}
		base := id
		for taken[id] > 0 {
			id = base + "-" + strconv.Itoa(taken[base])
			taken[base]++
		}
		taken[id] = 1
		h.SetAttributeString("id", util.StringToReadOnlyBytes(id))
	}
}

// givenID is the id that a heading asks for, as in "## Heading {#id}". The other attributes go.
func givenID(h *ast.Heading) string {
	if h.Attributes() == nil {
		return ""
	}
	id, _ := h.AttributeString("id")
	h.RemoveAttributes()
	given, ok := id.([]byte)
	if !ok || len(given) > 200 || bytes.ContainsFunc(given, func(r rune) bool {
		return r <= ' ' || unicode.IsSpace(r) || !unicode.IsPrint(r) || strings.ContainsRune(`"&<>'`, r)
	}) {
		return ""
	}
	return string(given)
}

func anchorID(heading string) string {
	b := make([]byte, 0, len(heading))
	for _, r := range heading {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_' || r == '-':
			b = utf8.AppendRune(b, unicode.ToLower(r))
		case unicode.IsSpace(r):
			b = append(b, '-')
		}
	}
	if len(b) == 0 {
		return "section"
	}
	return string(b)
}
