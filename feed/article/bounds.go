package article

import (
	"bytes"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	gmtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// What the parser looks through again for each of its kind would take minutes for a megabyte of nothing else. Beyond these
// bounds it is text.
const (
	// maxDelimiters is how many runs of * _ and ~ a paragraph, heading or cell may have. One that closes nothing is compared
	// with all before it.
	maxDelimiters = 2000
	// maxLinkLines bounds the square brackets of a paragraph times its lines: for each label the lines are counted.
	maxLinkLines = 10_000_000
	// maxNotes is how many footnotes a document may have, and how many marks that lead to them.
	maxNotes = 10_000
)

// bounded is the extension that holds the inline parsers to the bounds. It goes before them, and brings the footnotes.
type bounded struct{}

func (bounded) Extend(m goldmark.Markdown) {
	m.Parser().AddOptions(
		parser.WithInlineParsers(
			util.Prioritized(footnoteMark{extension.NewFootnoteParser()}, 101), // before links
			util.Prioritized(boundedLink{parser.NewLinkParser()}, 150),
			util.Prioritized(boundedEmphasis{parser.NewEmphasisParser()}, 400),
			util.Prioritized(boundedEmphasis{extension.NewStrikethroughParser()}, 400),
		),
		parser.WithBlockParsers(util.Prioritized(footnoteBlock{extension.NewFootnoteBlockParser()}, 999)),
		parser.WithASTTransformers(util.Prioritized(extension.NewFootnoteASTTransformer(), 999)),
	)
}

// counts is what has been read of a document.
type counts struct {
	notes, marks int

	block                ast.Node // the last one whose text was read
	delimiters, brackets int      // in it
}

var countsKey = parser.NewContextKey()

func countsOf(pc parser.Context) *counts {
	c, ok := pc.Get(countsKey).(*counts)
	if !ok {
		c = &counts{}
		pc.Set(countsKey, c)
	}
	return c
}

// in returns the counts, those of a block begun anew if it is another one.
func (c *counts) in(block ast.Node) *counts {
	if c.block != block {
		c.block, c.delimiters, c.brackets = block, 0, 0
	}
	return c
}

type boundedEmphasis struct{ parser.InlineParser }

func (p boundedEmphasis) Parse(parent ast.Node, block gmtext.Reader, pc parser.Context) ast.Node {
	c := countsOf(pc).in(parent)
	if c.delimiters++; c.delimiters <= maxDelimiters {
		return p.InlineParser.Parse(parent, block, pc)
	}
	line, _ := block.PeekLine()
	n := 1
	for n < len(line) && line[n] == line[0] {
		n++
	}
	return plainInline(block, n)
}

type boundedLink struct{ parser.InlineParser }

func (p boundedLink) Parse(parent ast.Node, block gmtext.Reader, pc parser.Context) ast.Node {
	line, _ := block.PeekLine()
	if line[0] == ']' || line[0] == '!' && (len(line) < 2 || line[1] != '[') {
		return p.InlineParser.Parse(parent, block, pc)
	}
	c := countsOf(pc).in(parent)
	if c.brackets++; c.brackets*parent.Lines().Len() <= maxLinkLines {
		return p.InlineParser.Parse(parent, block, pc)
	}
	return plainInline(block, 1) // of an image the bracket comes next
}

// plainInline takes the next n bytes for text.
func plainInline(block gmtext.Reader, n int) ast.Node {
	_, segment := block.PeekLine()
	block.Advance(n)
	return ast.NewTextSegment(segment.WithStop(segment.Start + n))
}

type footnoteBlock struct{ parser.BlockParser }

func (p footnoteBlock) Open(parent ast.Node, reader gmtext.Reader, pc parser.Context) (ast.Node, parser.State) {
	c := countsOf(pc)
	if c.notes >= maxNotes {
		return nil, parser.NoChildren
	}
	node, state := p.BlockParser.Open(parent, reader, pc)
	if node != nil {
		c.notes++
	}
	return node, state
}

type footnoteMark struct{ parser.InlineParser }

func (p footnoteMark) Parse(parent ast.Node, block gmtext.Reader, pc parser.Context) ast.Node {
	c := countsOf(pc)
	line, _ := block.PeekLine()
	if !bytes.HasPrefix(bytes.TrimPrefix(line, []byte("!")), []byte("[^")) || c.notes == 0 || c.marks >= maxNotes {
		return nil
	}
	c.marks++
	return p.InlineParser.Parse(parent, block, pc)
}
