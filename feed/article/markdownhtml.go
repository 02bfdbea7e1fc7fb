package article

import (
	"bytes"
	"strconv"
	"sync"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// A nodeRenderer writes the nodes that must look different in a feed than goldmark writes them: readers drop
// check boxes and resolve fragments against the feed's own address.
type nodeRenderer struct {
	marked bool // Destinations are Marked already
}

func (r nodeRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindLink, r.link)
	reg.Register(ast.KindImage, r.image)
	reg.Register(extast.KindTaskCheckBox, r.checkBox)
	reg.Register(extast.KindFootnoteLink, r.footnoteLink)
	reg.Register(extast.KindFootnoteBacklink, r.footnoteBacklink)
	reg.Register(extast.KindFootnote, r.footnote)
	reg.Register(extast.KindFootnoteList, r.footnoteList)
	if r.marked {
		reg.Register(ast.KindHTMLBlock, r.more)
		reg.Register(ast.KindRawHTML, r.more)
	}
}

func (r nodeRenderer) link(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Link)
	if !entering {
		_, _ = w.WriteString("</a>")
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString(`<a href="`)
	r.destination(w, n.Destination)
	writeTitle(w, n.Title)
	_ = w.WriteByte('>')
	return ast.WalkContinue, nil
}

func (r nodeRenderer) image(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.Image)
	_, _ = w.WriteString(`<img src="`)
	r.destination(w, n.Destination)
	_, _ = w.WriteString(`" alt="`)
	_, _ = w.WriteString(escapeAttr(nodeText(n, source)))
	writeTitle(w, n.Title)
	_, _ = w.WriteString("/>")
	return ast.WalkSkipChildren, nil
}

func (r nodeRenderer) destination(w util.BufWriter, raw []byte) {
	address := util.BytesToReadOnlyString(raw)
	if !r.marked {
		address = destination(raw)
	}
	_, _ = w.WriteString(escapeAttr(address))
}

// writeTitle ends the attribute before it and writes a title without its closing bracket.
func writeTitle(w util.BufWriter, title []byte) {
	_ = w.WriteByte('"')
	if title != nil {
		_, _ = w.WriteString(` title="`)
		legalWriter{html.DefaultWriter}.Write(w, title)
		_ = w.WriteByte('"')
	}
}

func (r nodeRenderer) checkBox(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString(checkBox(node.(*extast.TaskCheckBox).IsChecked))
	}
	return ast.WalkContinue, nil
}

func checkBox(checked bool) string {
	if checked {
		return "☑ "
	}
	return "☐ "
}

func (r nodeRenderer) more(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString(markMore)
	}
	return ast.WalkSkipChildren, nil
}

// fragment writes a URL of this page. Generated heading ids have no colon, so notes never share one with them.
func (r nodeRenderer) fragment(w util.BufWriter, id string) {
	if r.marked {
		_, _ = w.WriteString(markPage)
	}
	_ = w.WriteByte('#')
	_, _ = w.WriteString(id)
}

func noteID(index int) string { return "fn:" + strconv.Itoa(index) }

func noteLinkID(index, reference int) string {
	id := "fnref:" + strconv.Itoa(index)
	if reference > 0 {
		id += ":" + strconv.Itoa(reference)
	}
	return id
}

func (r nodeRenderer) footnoteLink(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		n := node.(*extast.FootnoteLink)
		_, _ = w.WriteString(`<sup id="` + noteLinkID(n.Index, n.RefIndex) + `"><a href="`)
		r.fragment(w, noteID(n.Index))
		_, _ = w.WriteString(`">` + strconv.Itoa(n.Index) + `</a></sup>`)
	}
	return ast.WalkContinue, nil
}

// noteBack leads from a note back to the text. The selector keeps it from becoming an emoji.
const noteBack = "↩\uFE0E"

func (r nodeRenderer) footnoteBacklink(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		n := node.(*extast.FootnoteBacklink)
		_, _ = w.WriteString("\u00a0<a href=\"")
		r.fragment(w, noteLinkID(n.Index, n.RefIndex))
		_, _ = w.WriteString("\">" + noteBack + "</a>")
	}
	return ast.WalkContinue, nil
}

func (r nodeRenderer) footnote(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString(`<li id="` + noteID(node.(*extast.Footnote).Index) + "\">\n")
	} else {
		_, _ = w.WriteString("</li>\n")
	}
	return ast.WalkContinue, nil
}

func (r nodeRenderer) footnoteList(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString("<hr/>\n<ol>\n")
	} else {
		_, _ = w.WriteString("</ol>\n")
	}
	return ast.WalkContinue, nil
}

// A legalWriter writes text without the characters that entities can name and XML cannot hold.
type legalWriter struct{ html.Writer }

func (lw legalWriter) Write(w util.BufWriter, source []byte) {
	if !bytes.ContainsAny(source, "&<>\"\\\x00") { // nearly all text
		_, _ = w.Write(source)
		return
	}
	if !bytes.Contains(source, []byte("&#")) {
		lw.Writer.Write(w, source)
		return
	}
	out := pooledOutput()
	defer out.release()
	lw.Writer.Write(out, source)
	_, _ = w.WriteString(legal(out.String()))
}

// An output is a buffer that a renderer writes to without a buffer of its own in between.
type output struct{ bytes.Buffer }

func (*output) Flush() error    { return nil }
func (o *output) Buffered() int { return o.Len() }

var outputs = sync.Pool{New: func() any { return new(output) }}

func pooledOutput() *output {
	out := outputs.Get().(*output)
	out.Reset()
	return out
}

func (o *output) release() {
	if o.Cap() <= 1<<20 { // one huge article should not keep its memory
		outputs.Put(o)
	}
}
