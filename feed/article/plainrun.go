package article

import (
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	gmtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// plainRun is the inline parser that takes text without any mark at once, up to the next mark or the end of the line. The
// parser that asks it looks at each byte by itself, which is a fifth of what parsing costs.
type plainRun struct{}

func (p plainRun) Extend(m goldmark.Markdown) {
	m.Parser().AddOptions(parser.WithInlineParsers(util.Prioritized(p, 1000)))
}

// Trigger has the parser ask at each space, and where it begins anew: in a line and after what another parser took.
func (plainRun) Trigger() []byte { return []byte{' '} }

func (plainRun) Parse(_ ast.Node, block gmtext.Reader, _ parser.Context) ast.Node {
	line, segment := block.PeekLine()
	if segment.Padding != 0 {
		return nil
	}
	n := 0
	for n < len(line) && !inlineMarks[line[n]] {
		n++
	}
	atEnd := n == len(line) || line[n] == '\n'
	if atEnd && n > 0 && util.IsSpace(line[n-1]) { // which may make the line break a hard one
		n = len(util.TrimRightSpace(line[:n]))
		atEnd = false
	}
	if n == 0 {
		return nil
	}
	text := ast.NewTextSegment(segment.WithStop(segment.Start + n))
	if atEnd {
		text.SetSoftLineBreak(n < len(line))
		block.AdvanceLine()
	} else {
		block.Advance(n)
	}
	return text
}

// inlineMarks are the bytes that an inline parser or a line may begin or end at.
var inlineMarks = [256]bool{
	'!': true, '[': true, ']': true, '*': true, '_': true, '~': true, '`': true, '<': true, '\\': true, '\n': true,
}
