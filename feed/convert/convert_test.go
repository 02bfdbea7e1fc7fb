package convert

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test binary be the program that converts.
func TestMain(m *testing.M) {
	switch os.Getenv("CONVERT_AS") {
	case "":
		os.Exit(m.Run())
	case "echo":
		data := make([]byte, 100)
		n, _ := os.Stdin.Read(data)
		os.Stdout.WriteString("<p>" + string(data[:n]) + strings.Join(os.Args[1:], "|") + "</p>")
	case "fail":
		os.Stderr.WriteString("line 3: no such thing\nmore")
		os.Exit(3)
	case "hang":
		time.Sleep(time.Hour)
	case "flood":
		for page := strings.Repeat("x", 1<<20); ; {
			if _, err := os.Stdout.WriteString(page); err != nil {
				os.Exit(1)
			}
		}
	}
}

func TestRun(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, as, program, want, fault string }{
		{"converted", "echo", program, "<p>text$(x)|a b|;</p>", ""},
		{"failed", "fail", program, "", "exit status 3: line 3: no such thing"},
		{"too much", "flood", program, "", "more than 10 MiB"},
		{"nothing", "none", program, "", "writes nothing"},
		{"not there", "echo", "seedfeed-has-no-such-program", "", "not found"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv("CONVERT_AS", test.as)
			got, err := Run(t.Context(), []string{test.program, "$(x)", "a b", ";"}, "text")
			if test.fault == "" {
				if err != nil || got != test.want {
					t.Errorf("got %q, %v, want %q", got, err, test.want)
				}
				return
			}
			var fault *Error
			if !errors.As(err, &fault) || !strings.Contains(err.Error(), test.fault) || !strings.Contains(err.Error(), test.program) {
				t.Errorf("got %v, want an *Error with %q and the program", err, test.fault)
			}
		})
	}
}

func TestRunEnds(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("CONVERT_AS", "hang")
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, cancel)
	if _, err := Run(ctx, []string{program}, "text"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
}

func TestFor(t *testing.T) {
	commands := Commands{".adoc": {"asciidoctor"}}
	if commands.For("a/b.ADOC") == nil || commands.For("a.md") != nil || Commands(nil).For("a.adoc") != nil {
		t.Error("got another command than the one for the ending")
	}
}
