package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/rs/zerolog"
	"golang.org/x/term"

	"seedfeed/feed/article"
)

func levelOf(name string) (zerolog.Level, error) {
	switch name {
	case "debug", "info", "warn", "error":
		return zerolog.ParseLevel(name)
	}
	return zerolog.NoLevel, fmt.Errorf("log level %q: choose debug, info, warn or error", name)
}

// newLogger makes the program's one logger. level and format have been checked.
func newLogger(w io.Writer, level, format string) zerolog.Logger {
	least, err := levelOf(level)
	if err != nil {
		least = zerolog.InfoLevel
	}
	if format == "console" || format == "auto" && isTerminal(w) {
		w = zerolog.ConsoleWriter{
			Out: w, NoColor: !isTerminal(w) || os.Getenv("NO_COLOR") != "", TimeFormat: "15:04:05",
			FieldsExclude: []string{"path", "line"}, // the message says them
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

// logError logs each of the errors that err joins.
func (a *app) logError(err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			a.logError(one)
		}
		return
	}
	var usage *usageError
	if errors.As(err, &usage) && usage != err || !errors.As(err, &usage) {
		a.log.Error().Msg(err.Error())
		return
	}
	a.logError(usage.err)
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
	event.Msg(problem.Error())
}
