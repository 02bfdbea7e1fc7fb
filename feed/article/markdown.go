package article

import (
	"bytes"
	"fmt"
	"path"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	gmtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// A dialect parses Markdown and writes it as HTML. It is costly to make and safe to share.
type dialect struct {
	finding parser.Parser     // makes links of bare addresses too
	marking parser.Parser     // knows only links that are marked as such, and is faster
	marked  renderer.Renderer // for documents whose links are Marked and that have no raw HTML
	raw     renderer.Renderer // for the others; what it writes must be cleaned
}

// markdownDialect is made when it is first needed, and not as the program starts.
var markdownDialect = sync.OnceValue(func() *dialect {
	extensions := []goldmark.Extender{
		extension.Strikethrough, extension.TaskList,
		extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)),
		extension.DefinitionList, bounded{},
	}
	extended := func(marked bool, more ...goldmark.Extender) goldmark.Markdown {
		return goldmark.New(
			goldmark.WithParserOptions(parser.WithAttribute()),
			goldmark.WithExtensions(append(more, extensions...)...),
			goldmark.WithRendererOptions(
				html.WithUnsafe(),
				html.WithWriter(legalWriter{html.DefaultWriter}),
				renderer.WithNodeRenderers(util.Prioritized(nodeRenderer{marked}, 100)),
			),
		)
	}
	marked, raw := extended(true, plainRun{}), extended(false, extension.Linkify)
	return &dialect{finding: raw.Parser(), marking: marked.Parser(), marked: marked.Renderer(), raw: raw.Renderer()}
})

// maxNesting is how deep blocks and inlines may nest: deeper text is no article, and readers choke on it.
const maxNesting = 200

// markdown reads CommonMark with the extensions of GitHub, footnotes and definition lists. Raw HTML is
// cleaned; a document without any, the common case, needs no cleaning.
func (d *document) markdown(body string, line int) {
	dialect := markdownDialect()
	if ending := path.Ext(d.path); strings.EqualFold(ending, ".mdx") || d.settings.MDX && strings.EqualFold(ending, ".md") {
		body = d.prose(body, line)
	}
	body = d.commonMark(d.expand(body, line, false), line)
	tamed := tame(body)
	parser := dialect.marking
	if mayHoldBareAddress(tamed) {
		parser = dialect.finding
	}
	source := util.StringToReadOnlyBytes(tamed)
	root := parser.Parse(gmtext.NewReader(source))
	depth, raw := survey(root, source)
	if depth > maxNesting {
		d.verbatim(body, fmt.Errorf("nested deeper than %d levels", maxNesting))
		return
	}
	d.titleHeading(root, source, line)
	anchor(root, source)
	out := pooledOutput()
	defer out.release()
	if raw {
		if err := dialect.raw.Render(out, source, root); err != nil {
			d.verbatim(body, err)
			return
		}
		d.rawMarkdown(out.String())
		return
	}
	d.markLinks(root, source)
	if err := dialect.marked.Render(out, source, root); err != nil {
		d.verbatim(body, err)
		return
	}
	d.content(out.String())
}

// rawMarkdown takes Markdown with raw HTML in it, in which the title may stand as well.
func (d *document) rawMarkdown(raw string) {
	body, err := parseFragment(raw)
	if err != nil {
		d.stripped(raw)
		return
	}
	if d.art.Title == "" {
		d.titleElement(body, nil)
	}
	d.take(body)
}

// verbatim shows a text that cannot be laid out as it stands in the file.
func (d *document) verbatim(body string, cause error) {
	d.warn(0, cause, "it is shown as plain text")
	d.content("<pre>" + escapeAttr(legal(body)) + "</pre>")
}

// following gives the node after n in the order of the text, within root. It does not recur, so it can look
// at a tree of any depth.
func following(n, root ast.Node) (next ast.Node, down int) {
	if c := n.FirstChild(); c != nil {
		return c, 1
	}
	return beyond(n, root)
}

// beyond gives the node after n and all that n holds.
func beyond(n, root ast.Node) (next ast.Node, down int) {
	for n != root {
		if s := n.NextSibling(); s != nil {
			return s, down
		}
		n = n.Parent()
		down--
	}
	return nil, down
}

// survey tells how deep a tree is and whether it has raw HTML. Comments do not count as such; the mark that
// ends a summary is kept, other comments that are a whole block are taken out.
func survey(root ast.Node, source []byte) (depth int, raw bool) {
	level := 0
	for n, down := following(root, root); n != nil; {
		level += down
		depth = max(depth, level)
		next, step := following(n, root)
		switch n := n.(type) {
		case *ast.Heading:
			if n.Attributes() != nil && n.Parent() != root { // anchor sees to the others
				n.RemoveAttributes()
			}
		case *ast.RawHTML:
			if comment := segmentsText(n.Segments, source); !isComment(comment) {
				raw = true
			} else if !isMore(comment) {
				n.Parent().RemoveChild(n.Parent(), n)
			}
		case *ast.HTMLBlock:
			if comment := htmlBlockText(n, source); !isComment(comment) {
				raw = true
			} else if !isMore(comment) {
				n.Parent().RemoveChild(n.Parent(), n)
			}
		}
		n, down = next, step
	}
	return depth, raw
}

func htmlBlockText(n *ast.HTMLBlock, source []byte) string {
	s := segmentsText(n.Lines(), source)
	if n.HasClosure() {
		s += string(n.ClosureLine.Value(source))
	}
	return s
}

func segmentsText(segments *gmtext.Segments, source []byte) string {
	if segments.Len() == 1 {
		segment := segments.At(0)
		return string(segment.Value(source))
	}
	var b strings.Builder
	for i := range segments.Len() {
		segment := segments.At(i)
		b.Write(segment.Value(source))
	}
	return b.String()
}

// isComment reports whether raw HTML is one comment and nothing else.
func isComment(raw string) bool {
	raw = strings.TrimSpace(raw)
	return strings.HasPrefix(raw, "<!--") && strings.Index(raw, "-->") == len(raw)-3 && len(raw) >= 7
}

// isMore reports whether a comment is one of the marks before which other generators cut the summary off.
func isMore(comment string) bool {
	comment = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(comment), "<!--"), "-->")
	switch strings.ToLower(strings.TrimSpace(comment)) {
	case "more", "truncate", "excerpt", "end excerpt", "excerpt-end", "teaser_end", "pelican_end_summary":
		return true
	}
	return false
}

// markLinks makes the addresses of links and images Marked. A link that may not be is replaced by its text,
// such an image goes.
func (d *document) markLinks(root ast.Node, source []byte) {
	for n, _ := following(root, root); n != nil; {
		next, _ := following(n, root)
		switch n := n.(type) {
		case *ast.Link:
			if n.Destination = util.StringToReadOnlyBytes(string(d.link(destination(n.Destination)))); len(n.Destination) == 0 {
				unwrapNode(n)
			}
		case *ast.Image:
			if n.Destination = util.StringToReadOnlyBytes(string(d.link(destination(n.Destination)))); len(n.Destination) == 0 {
				next, _ = beyond(n, root)
				n.Parent().RemoveChild(n.Parent(), n)
			}
		case *ast.AutoLink:
			label := ast.NewString(n.Label(source))
			label.SetRaw(true)
			link := ast.NewLink()
			address := string(n.URL(source))
			if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(address), "mailto:") {
				address = "mailto:" + address
			}
			link.Destination = util.StringToReadOnlyBytes(string(d.link(address)))
			if len(link.Destination) == 0 {
				n.Parent().ReplaceChild(n.Parent(), n, label)
				break
			}
			link.AppendChild(link, label)
			n.Parent().ReplaceChild(n.Parent(), n, link)
		}
		n = next
	}
}

// destination gives the URL that stands in Markdown with backslashes and entities.
func destination(raw []byte) string {
	if bytes.IndexByte(raw, '\\') >= 0 {
		raw = util.UnescapePunctuations(raw)
	}
	if bytes.IndexByte(raw, '&') >= 0 {
		raw = util.ResolveEntityNames(util.ResolveNumericReferences(raw))
	}
	return string(raw)
}

func unwrapNode(n ast.Node) {
	parent := n.Parent()
	for c := n.FirstChild(); c != nil; c = n.FirstChild() {
		parent.InsertBefore(parent, n, c)
	}
	parent.RemoveChild(parent, n)
}
