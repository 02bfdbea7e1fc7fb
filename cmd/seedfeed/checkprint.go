package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"

	"seedfeed/feed/check"
)

// mostAlike is how many findings of one rule in one file are printed for people.
const mostAlike = 5

// print prints what was found. The error is errFound where some of it is an error.
func (c *checking) print(asJSON bool) error {
	check.Sort(c.findings)
	out := bufio.NewWriter(c.stdout)
	if asJSON {
		printFindingsJSON(out, c.findings)
	} else {
		c.printFindings(out)
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if c.count(check.Error) > 0 {
		return errFound
	}
	return nil
}

func (c *checking) count(severity check.Severity) int {
	n := 0
	for _, f := range c.findings {
		if f.Severity == severity {
			n++
		}
	}
	return n
}

// printFindings prints one line for each finding, as compilers do, and one with the sums.
func (c *checking) printFindings(w *bufio.Writer) {
	colour := isTerminal(c.stdout) && os.Getenv("NO_COLOR") == ""
	alike := map[[2]string]int{}
	for i, f := range c.findings {
		key := [2]string{f.File, f.ID}
		if alike[key]++; alike[key] <= mostAlike {
			fmt.Fprintln(w, coloured(printable(f.String()), f, colour))
		}
		if i+1 < len(c.findings) && c.findings[i+1].File == f.File {
			continue
		}
		for _, rule := range append(check.Rules(), check.ArticleRules()...) {
			key := [2]string{f.File, rule.ID}
			if more := alike[key] - mostAlike; more > 0 {
				fmt.Fprintf(w, "%s: %d more of %s; --json has all\n", printable(f.File), more, rule.ID)
			}
		}
	}
	found := plural(c.count(check.Error), "error") + ", " + plural(c.count(check.Warning), "warning")
	if hints := c.count(check.Hint); hints > 0 {
		found += ", " + plural(hints, "hint")
	}
	looked := plural(c.documents, "feed document")
	switch {
	case c.documents == 0:
		looked = plural(c.articles, "article")
	case c.articles > 0:
		looked = plural(c.articles, "article") + " and " + looked
	}
	fmt.Fprintf(w, "%s in %s\n", found, looked)
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// coloured makes the severity in a line stand out.
func coloured(line string, f check.Finding, colour bool) string {
	if !colour {
		return line
	}
	const red, yellow, blue, off = "\x1b[1;31m", "\x1b[33m", "\x1b[34m", "\x1b[0m"
	word, paint := f.Severity.String(), yellow
	switch f.Severity {
	case check.Error:
		paint = red
	case check.Hint:
		paint = blue
	}
	before, after, _ := bytes.Cut([]byte(line), []byte(": "+word+": "))
	return string(before) + ": " + paint + word + off + ": " + string(after)
}

// A foundJSON is one element of check --json.
type foundJSON struct {
	File     string         `json:"file"`
	Line     int            `json:"line,omitempty"`
	Column   int            `json:"column,omitempty"`
	Severity check.Severity `json:"severity"`
	Rule     string         `json:"rule"`
	Source   string         `json:"source"`
	Message  string         `json:"message"`
	Fix      string         `json:"fix,omitempty"`
	Item     string         `json:"item,omitempty"`
}

func printFindingsJSON(w *bufio.Writer, findings []check.Finding) {
	w.WriteString("[")
	separator := "\n"
	var element bytes.Buffer
	encoder := json.NewEncoder(&element)
	encoder.SetEscapeHTML(false)
	for _, f := range findings {
		element.Reset()
		// Strings and numbers can be encoded.
		_ = encoder.Encode(foundJSON{f.File, f.Line, f.Column, f.Severity, f.ID, f.Source, f.Message, f.Fix, f.Item})
		w.WriteString(separator)
		w.Write(bytes.TrimSuffix(element.Bytes(), []byte("\n")))
		separator = ",\n"
	}
	w.WriteString("\n]\n")
}
