package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rs/zerolog"
	"golang.org/x/term"

	"seedfeed/feed/article"
)

var (
	levels     = []string{"debug", "info", "warn", "error"}
	logFormats = []string{"auto", "console", "json"}
)

// newLogger makes the program's one logger. A level or format that is none is as the default.
func newLogger(w io.Writer, level, format string) zerolog.Logger {
	least := zerolog.InfoLevel
	if slices.Contains(levels, level) {
		least, _ = zerolog.ParseLevel(level)
	}
	if format == "console" || format != "json" && isTerminal(w) {
		w = zerolog.ConsoleWriter{
			Out: w, NoColor: !isTerminal(w) || os.Getenv("NO_COLOR") != "", TimeFormat: "15:04:05",
			// The message says them.
			FieldsExclude: []string{"path", "line", "cause", "paths", "articles", "new", "changed", "gone", "skipped", "written", "after", "url", "addr", "status", "took"},
			FormatMessage: func(message any) string { return printable(fmt.Sprint(message)) },
		}
	}
	return zerolog.New(w).Level(least).With().Timestamp().Logger()
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// width is the number of columns of a terminal; 0 for what is none.
func width(w io.Writer) int {
	file, ok := w.(*os.File)
	if !ok {
		return 0
	}
	columns, _, err := term.GetSize(int(file.Fd()))
	if err != nil {
		return 0
	}
	return columns
}

// printable escapes what would garble a line or command the terminal: names of files may hold anything.
func printable(s string) string {
	if !strings.ContainsFunc(s, isUnprintable) && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if isUnprintable(r) || r == utf8.RuneError && size == 1 {
			quoted := strconv.QuoteToASCII(s[:size])
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteString(s[:size])
		}
		s = s[size:]
	}
	return b.String()
}

// isUnprintable does not mean all that unicode.IsPrint leaves out: some writing, and emoji, need invisible joiners.
func isUnprintable(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
}

// logError logs each of the errors that err joins.
func (a *app) logError(err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			a.logError(one)
		}
		return
	}
	if usage, ok := err.(*usageError); ok {
		a.logError(usage.err)
		return
	}
	a.log.Error().Msg(err.Error())
}

// warn logs a fault of an article, or of something else that a person should mend.
func (a *app) warn(problem error) {
	event := a.log.Warn()
	var fault *article.Error
	if errors.As(problem, &fault) {
		event = event.Str("path", fault.Path)
		if fault.Line > 0 {
			event = event.Int("line", fault.Line)
		}
	}
	message := problem.Error()
	if !utf8.ValidString(message) { // JSON has no way to say which bytes a name has
		message = printable(message)
	}
	event.Msg(message)
}
