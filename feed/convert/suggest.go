package convert

import (
	"path"
	"slices"
	"strings"
)

// suggestions are programs for formats in which the sites of other generators are written.
var suggestions = [...]struct {
	from    string // the generators that read these endings
	endings []string
	command []string
}{
	{"Sphinx, Pelican, Nikola, Hugo", []string{".rst"}, pandoc("rst")},
	// By itself it includes any file that an article names, and leaves the title out.
	{"Hugo, Pelican, Antora", []string{".adoc", ".asciidoc", ".ad"}, []string{"asciidoctor", "-S", "secure", "-a", "showtitle", "-e", "-o", "-", "-"}},
	{"Jekyll, Pelican, Hugo", []string{".mkdown", ".mkdn", ".mkd", ".mdown"}, pandoc("markdown")},
	{"Hugo", []string{".pandoc", ".pdc"}, pandoc("markdown")},
	{"Quarto, blogdown", []string{".qmd", ".rmd", ".rmarkdown"}, pandoc("markdown")},
	{"Jekyll, Nikola", []string{".textile"}, pandoc("textile")},
	{"Nikola", []string{".t2t"}, pandoc("t2t")},
	{"MediaWiki, Gollum", []string{".mediawiki"}, pandoc("mediawiki")},
}

// pandoc reads a format, and no file or address that an article names.
func pandoc(format string) []string {
	return []string{"pandoc", "--sandbox", "-f", format, "-t", "html"}
}

// Suggested returns a command that makes HTML of a file, nil where none is known. The program need not be there.
func Suggested(name string) []string {
	ending := strings.ToLower(path.Ext(name))
	for _, s := range suggestions {
		if slices.Contains(s.endings, ending) {
			return s.command
		}
	}
	return nil
}
