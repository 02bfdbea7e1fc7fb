package source

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// ErrNoHistory is a folder whose files have no git history that could be asked: there is no repository or
// no commit, git is missing or refuses, or the history was cut off when it was cloned.
var ErrNoHistory = errors.New("no full git history")

// GitDates asks git for the first commit of each path below the folder, once for all. Dates are the
// authors', so that rebasing a branch does not move them. Paths are relative to the folder; of a renamed
// file each path has its own date.
//
// The error is the ctx's, or wraps ErrNoHistory and says why; that is nothing to bother a person with.
func GitDates(ctx context.Context, root string) (map[string]time.Time, error) {
	dates, err := gitDates(ctx, root)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoHistory, err)
	}
	return dates, nil
}

func gitDates(ctx context.Context, root string) (map[string]time.Time, error) {
	shallow, err := git(ctx, root, "rev-parse", "--is-shallow-repository").Output()
	if err != nil {
		return nil, gitError(err)
	}
	// A shallow clone gives all older files the date of its oldest commit.
	if answer := strings.TrimSpace(string(shallow)); answer != "false" {
		return nil, errors.New("the clone is shallow")
	}
	// With -m a merge is compared with each parent, since it can bring files of its own, as subtrees do.
	log := git(ctx, root, "log", "-m", "-z", "--format=%x00%at", "--name-only", "--diff-filter=A", "--no-renames",
		"--no-show-signature", "--no-color", "--relative", "--", ".")
	var complaint bytes.Buffer
	log.Stderr = &complaint
	out, err := log.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := log.Start(); err != nil {
		return nil, err
	}
	dates, readErr := readGitLog(out)
	if readErr != nil {
		log.Cancel()
	}
	if err := log.Wait(); err != nil {
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			exit.Stderr = complaint.Bytes()
		}
		return nil, errors.Join(readErr, gitError(err))
	}
	return dates, readErr
}

// readGitLog reads, for each commit, an empty string, its date and a line feed before the first of its
// files, all ended by NUL.
func readGitLog(r io.Reader) (map[string]time.Time, error) {
	dates := map[string]time.Time{}
	var date time.Time
	const (
		name = iota
		firstName
		head
	)
	expect := name
	in := bufio.NewReaderSize(r, 64<<10)
	for {
		token, err := in.ReadString(0)
		if err == io.EOF {
			return dates, nil
		}
		if err != nil {
			return nil, err
		}
		token = token[:len(token)-1]
		switch {
		case expect == head:
			seconds, err := strconv.ParseInt(token, 10, 64)
			if err != nil {
				return nil, fmt.Errorf("git log: date %q", token)
			}
			date = time.Unix(seconds, 0).UTC()
			expect = firstName
		case token == "":
			expect = head
		default:
			if expect == firstName {
				token = strings.TrimPrefix(token, "\n")
				expect = name
			}
			if known, ok := dates[token]; !ok || date.Before(known) {
				dates[token] = date
			}
		}
	}
}

// git makes a command that asks nobody, changes nothing and fetches nothing.
func git(ctx context.Context, root string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "git", append([]string{
		"--no-pager", "--literal-pathspecs", "-c", "core.quotepath=off", "-c", "protocol.allow=never",
		"-c", "core.fsmonitor=false", "-c", "log.follow=false", "-c", "log.showRoot=true",
		"-c", "log.diffMerges=separate", "-c", "i18n.logOutputEncoding=UTF-8"}, args...)...)
	cmd.Dir = root
	cmd.Env = append(gitEnv(os.Environ()), "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1")
	cmd.WaitDelay = time.Second
	return cmd
}

// gitEnv leaves out what git tells its hooks about the repository that called them: their relative paths are
// wrong here.
func gitEnv(env []string) []string {
	var kept []string
	for _, v := range env {
		name, _, _ := strings.Cut(v, "=")
		switch name {
		case "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY":
		default:
			kept = append(kept, v)
		}
	}
	return kept
}

// gitError is the first line that git has said, such as that the repository belongs to somebody else.
func gitError(err error) error {
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok || len(exit.Stderr) == 0 {
		return err
	}
	line, _, _ := strings.Cut(string(exit.Stderr), "\n")
	return errors.New(strings.TrimSpace(line))
}
