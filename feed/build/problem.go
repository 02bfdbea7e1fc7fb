package build

import (
	"context"
	"errors"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"seedfeed/feed/article"
)

// The catalogue keeps why a file is skipped, so that a build which does not read the file again can still say it.

func encodeProblem(e *article.Error) string {
	return strings.Join([]string{strconv.Itoa(e.Line), strconv.Itoa(e.Column), e.Err.Error(), e.Fix}, "\t")
}

func decodeProblem(at, text string) *article.Error {
	parts := strings.SplitN(text, "\t", 4)
	if len(parts) != 4 {
		return &article.Error{Path: at, Err: errors.New(text), Fix: "give one of the two another id, or none"}
	}
	line, _ := strconv.Atoi(parts[0])
	column, _ := strconv.Atoi(parts[1])
	return &article.Error{Path: at, Line: line, Column: column, Err: errors.New(parts[2]), Fix: parts[3]}
}

// fault reports something about an article that its author should know.
func (p *pass) fault(e *article.Error) { p.problem(p.located(e)) }

// located makes the path of e one that leads to the file from where the program runs.
func (p *pass) located(e *article.Error) *article.Error {
	named := *e
	named.Path = path.Join(filepath.ToSlash(p.Seeds), e.Path)
	return &named
}

// reportSkipped reports the skipped files that this build has not read, and those whose id is another article's.
func (p *pass) reportSkipped(ctx context.Context, reported map[string]bool) error {
	records, err := p.reader().Problems(ctx)
	if err != nil {
		return err
	}
	for _, record := range records {
		if !reported[record.Path] && !slices.Contains(p.report.Later, record.Path) {
			p.report.Skipped++
			p.fault(decodeProblem(record.Path, record.Problem))
		}
	}
	return nil
}

// refuseSkipped is the error of a strict build that has reported skipped files.
func (p *pass) refuseSkipped() error {
	if p.Strict && p.report.Skipped > 0 {
		return ErrSkipped
	}
	return nil
}
