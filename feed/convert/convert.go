// Package convert has programs that the user names turn articles of other formats into HTML.
//
// They are run without a shell, in a folder of no meaning, with the text as their input, and for a limited time. What
// they write is not to be trusted more than the article: who shows it must clean it.
package convert

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"time"
)

const (
	// Timeout is how long a program may take for one article.
	Timeout = 30 * time.Second
	// MaxOutput is how many bytes it may write.
	MaxOutput = 10 << 20
)

// Commands are programs with their arguments, by the ending of the files that they convert: small letters with a dot.
type Commands map[string][]string

// For returns the command for a file, nil where there is none.
func (c Commands) For(name string) []string {
	if len(c) == 0 {
		return nil
	}
	return c[strings.ToLower(path.Ext(name))]
}

// Endings returns the endings in their order.
func (c Commands) Endings() []string {
	var endings []string
	for ending := range c {
		endings = append(endings, ending)
	}
	slices.Sort(endings)
	return endings
}

// An Error is a program that did not convert a text.
type Error struct {
	Command []string
	Err     error
}

func (e *Error) Error() string {
	return fmt.Sprintf("convert with %q: %v", strings.Join(e.Command, " "), e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

var (
	errTimeout = fmt.Errorf("has not ended after %v", Timeout)
	errOutput  = fmt.Errorf("writes more than %d MiB", MaxOutput>>20)
	errNothing = errors.New("writes nothing")
)

// Run converts a text. The error is an *Error, or the context's.
func Run(ctx context.Context, command []string, text string) (html string, err error) {
	limited, cancel := context.WithTimeoutCause(ctx, Timeout, errTimeout)
	defer cancel()
	var out, faults limit
	out.most, faults.most = MaxOutput, 4<<10
	out.full = cancel
	cmd := exec.CommandContext(limited, command[0], command[1:]...)
	cmd.Dir = os.TempDir()
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(text), &out, &faults
	cmd.WaitDelay = time.Second // for what the program has started in its turn
	err = cmd.Run()
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case out.over:
		err = errOutput
	case limited.Err() != nil:
		err = context.Cause(limited)
	case err == nil && strings.TrimSpace(out.kept.String()) == "" && strings.TrimSpace(text) != "":
		err = errNothing
	case err == nil:
		return out.kept.String(), nil
	}
	if said, _, _ := strings.Cut(strings.TrimSpace(faults.kept.String()), "\n"); said != "" && !out.over {
		err = fmt.Errorf("%w: %s", err, strings.TrimRight(strings.ToValidUTF8(said, "\uFFFD"), ". "))
	}
	return "", &Error{Command: command, Err: err}
}

// A limit is a buffer that takes no more than so many bytes, and calls full then.
type limit struct {
	kept bytes.Buffer
	most int
	over bool
	full func()
}

func (l *limit) Write(p []byte) (int, error) {
	n := len(p)
	if room := l.most - l.kept.Len(); n > room {
		l.over = true
		p = p[:max(0, room)]
		if l.full != nil {
			l.full()
		}
	}
	l.kept.Write(p)
	return n, nil
}
