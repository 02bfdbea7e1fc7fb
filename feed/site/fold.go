package site

import (
	"bytes"
	"html/template"
	"io"
	"text/template/parse"
)

// fold writes into t, once, all that is the same on every page of its kind: what shows nothing but Page.Site, a value
// written in the template, or Page.Root, which depends on the kind alone. p is one of these pages. It does the same
// with a template of somebody's own.
//
// Only Page has fields of these names, so that they mean the same wherever a template gets at them.
func fold(t *template.Template, p *Page) {
	if t.Execute(io.Discard, p) != nil { // which also makes the tree safe for HTML
		return // and will say so when the page is written
	}
	f := folding{root: t, page: p, done: map[string]bool{}}
	f.template(t.Name())
}

// A folding is a fold at work.
type folding struct {
	root *template.Template
	page *Page
	done map[string]bool // names of templates
}

// template folds the template of that name, and returns its nodes.
func (f folding) template(name string) []parse.Node {
	t := f.root.Lookup(name)
	if t == nil || t.Tree == nil {
		return nil
	}
	if !f.done[name] {
		f.done[name] = true
		f.list(t.Tree.Root)
	}
	return t.Tree.Root.Nodes
}

// list folds the nodes of a list, and those inside of them.
func (f folding) list(list *parse.ListNode) {
	if list == nil {
		return
	}
	var folded []parse.Node
	for _, node := range list.Nodes {
		switch node := node.(type) {
		case *parse.IfNode:
			f.branches(&node.BranchNode)
		case *parse.WithNode:
			f.branches(&node.BranchNode)
		case *parse.RangeNode:
			f.branches(&node.BranchNode)
		case *parse.ActionNode:
			shorten(node.Pipe)
		case *parse.TemplateNode:
			if nodes := f.template(node.Name); len(nodes) > 0 && isText(nodes) {
				folded = append(folded, nodes...)
				continue
			}
		}
		if isConstant(node, false) {
			node = f.text(node)
		}
		folded = append(folded, node)
	}
	list.Nodes = folded
}

func (f folding) branches(b *parse.BranchNode) {
	f.list(b.List)
	f.list(b.ElseList)
}

// text returns what the node writes, or the node itself where it cannot be written.
func (f folding) text(node parse.Node) parse.Node {
	tree := f.root.Tree
	whole := tree.Root
	tree.Root = &parse.ListNode{NodeType: parse.NodeList, Nodes: []parse.Node{node}}
	defer func() { tree.Root = whole }()
	var b bytes.Buffer
	if f.root.Execute(&b, f.page) != nil {
		return node
	}
	return &parse.TextNode{NodeType: parse.NodeText, Pos: node.Position(), Text: b.Bytes()}
}

func isText(nodes []parse.Node) bool {
	for _, node := range nodes {
		if node.Type() != parse.NodeText {
			return false
		}
	}
	return true
}

// isConstant tells whether the node writes the same on each page. dot says whether the dot is the same on each.
func isConstant(node parse.Node, dot bool) bool {
	switch node := node.(type) {
	case *parse.TextNode, *parse.CommentNode, *parse.IdentifierNode, *parse.StringNode, *parse.NumberNode, *parse.BoolNode:
		return true
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		return dot || isShared(node.Ident)
	case *parse.VariableNode:
		return node.Ident[0] == "$" && isShared(node.Ident[1:])
	case *parse.ActionNode:
		return isConstant(node.Pipe, dot)
	case *parse.PipeNode:
		return len(node.Decl) == 0 && areConstant(node.Cmds, dot)
	case *parse.CommandNode:
		return areConstant(node.Args, dot)
	case *parse.ListNode:
		return node == nil || areConstant(node.Nodes, dot)
	case *parse.IfNode:
		return isConstant(node.Pipe, dot) && isConstant(node.List, dot) && isConstant(node.ElseList, dot)
	case *parse.WithNode:
		return isConstant(node.Pipe, dot) && isConstant(node.List, true) && isConstant(node.ElseList, dot)
	case *parse.RangeNode:
		return isConstant(node.Pipe, dot) && isConstant(node.List, true) && isConstant(node.ElseList, dot)
	}
	return false
}

func areConstant[N parse.Node](nodes []N, dot bool) bool {
	for _, node := range nodes {
		if !isConstant(node, dot) {
			return false
		}
	}
	return true
}

// isShared tells whether a chain of fields begins at one of Page that is the same on each page of a kind.
func isShared(fields []string) bool {
	return len(fields) > 0 && (fields[0] == "Site" || fields[0] == "Root")
}
