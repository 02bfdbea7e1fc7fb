package main

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

// A wrong command line ends with status 2 and a hint, before anything is read or written.
func TestWrongCommandLine(t *testing.T) {
	for _, test := range []struct{ args, want string }{
		{"build extra", `unexpected argument "extra"; see 'seedfeed build --help'`},
		{"list extra", `unexpected argument "extra"; see 'seedfeed list --help'`},
		{"version extra", `unexpected argument "extra"; see 'seedfeed version --help'`},
		{"explain", `FILE is missing; see 'seedfeed explain --help'`},
		{"explain a b", `unexpected argument "b"; see 'seedfeed explain --help'`},
		{"completion", `SHELL is missing; see 'seedfeed completion --help'`},
		{"completion bash more", `unexpected argument "more"; see 'seedfeed completion --help'`},
		{"completion tcsh", `shell "tcsh" is not known; choose bash, zsh, fish or powershell`},
		{"buidl", `unknown command "buidl": did you mean "build"?; see 'seedfeed --help'`},
		{"help buidl", `unknown command "buidl": did you mean "build"?; see 'seedfeed --help'`},
		{"help build extra", `unexpected argument "extra"; see 'seedfeed help'`},
		{"frobnicate", `unknown command "frobnicate"; see 'seedfeed --help'`},
		{"build --outt x", `unknown flag: --outt: did you mean --out?; see 'seedfeed build --help'`},
		{"build --frobnicate", `unknown flag: --frobnicate; see 'seedfeed build --help'`},
		{"build -x", `unknown shorthand flag: 'x' in -x; see 'seedfeed build --help'`},
		{"list --strict", `unknown flag: --strict: it belongs to 'seedfeed build' and 'seedfeed watch' and 'seedfeed serve'; see 'seedfeed list --help'`},
		{"watch --addr :80", `unknown flag: --addr: it belongs to 'seedfeed serve'; see 'seedfeed watch --help'`},
		{"serve extra", `unexpected argument "extra"; see 'seedfeed serve --help'`},
		{"serve --tls-key key.pem", `tls-cert and tls-key belong together; name both files`},
		{"serve --tls-cert a --tls-key b --acme example.org", `tls-cert and acme are two ways to get a certificate; choose one`},
		{"build --out", `flag needs an argument: --out; see 'seedfeed build --help'`},
		{"build --limit ten", `--limit: "ten" is not a whole number; see 'seedfeed build --help'`},
		{"build --limit 0", `limit 0: a feed holds at least 1 article`},
		{"build --wait 10", `--wait: "10" is not a duration such as 10s or 2m; see 'seedfeed build --help'`},
		{"build --wait=-1s", `wait -1s: write 0s not to wait`},
		{"build --strict=perhaps", `--strict: "perhaps" is not true or false; see 'seedfeed build --help'`},
		{"build --formats rss,rdf", `format "rdf" is not known; choose rss, atom or json`},
		{"build --formats=", `formats is empty; choose from rss, atom, json`},
		{"build --log-level loud", `log level "loud" is not known; choose debug, info, warn or error`},
		{"build --log-format xml", `log format \"xml\" is not known; choose auto, console or json`},
		{"build --timezone Mars/Olympus", `timezone "Mars/Olympus" is not known; write one such as Europe/Paris or UTC`},
		{"build --timezone Local", `timezone "Local" is not known; write one such as Europe/Paris or UTC`},
		{"build --language klingonese-x", `language "klingonese-x" is no language tag; write one such as en or pt-BR`},
		{"build --icon favicon.ico", `icon "favicon.ico" is no absolute http or https URL`},
		{"build --hub hub.example", `hub "hub.example" is no absolute http or https URL`},
		{"build --seeds=", `seeds is empty; name the folder of articles, or . for this one`},
		{"build --out=", `out is empty; name the folder where the output goes`},
		{"build --config missing.yaml", `configuration: open missing.yaml: no such file or directory`},
		{"build --url example.org", `url "example.org" is not the address of a site; write one such as https://example.org/`},
		{"build --url=", `url "" is not the address of a site; write one such as https://example.org/`},
		{"list --url ftp://example.org/", `url "ftp://example.org/" is not the address of a site; write one such as https://example.org/`},
		{"build --url https://", `url "https://" is not the address of a site; write one such as https://example.org/`},
		{"build --url http://:8080/", `url "http://:8080/" is not the address of a site; write one such as https://example.org/`},
		{"build --url http://localhost:80800/", `url "http://localhost:80800/": no port has the number 80800`},
		{"build --url https://́a.example/", `invalid label`},
		{"build --url https://example.org/?page=1", `url "https://example.org/?page=1": a site's address has no user, ? or #`},
		{"build --url https://me:secret@example.org/", `url "https://me:secret@example.org/": a site's address has no user, ? or #`},
		{"build --url https://example.org/%zz", `url "https://example.org/%zz": invalid URL escape "%zz"; write one such as https://example.org/`},
	} {
		t.Run(test.args, func(t *testing.T) {
			t.Chdir(t.TempDir())
			var stdout, stderr bytes.Buffer
			args := append([]string{"--log-format=console"}, strings.Fields(test.args)...)
			status := run(t.Context(), args, &stdout, &stderr)
			if status != 2 || stdout.Len() > 0 || strings.Count(stderr.String(), "\n") != 1 || !strings.Contains(stderr.String(), test.want) {
				t.Errorf("got status %d, %q and %q, want 2, nothing and %q", status, stdout.String(), stderr.String(), test.want)
			}
		})
	}
}

// What is wrong with two settings is said in one order.
func TestTwoWrongSettings(t *testing.T) {
	t.Chdir(t.TempDir())
	for range 20 {
		var stdout, stderr bytes.Buffer
		run(t.Context(), []string{"--log-format=console", "build", "--url=https://example.org/", "--icon=a", "--logo=b"}, &stdout, &stderr)
		icon, logo := strings.Index(stderr.String(), `icon "a"`), strings.Index(stderr.String(), `logo "b"`)
		if icon < 0 || logo < icon {
			t.Fatalf("got %q, want what is wrong with the icon and then with the logo", stderr.String())
		}
	}
}

// Help fits a terminal of 80 columns.
func TestHelpWidth(t *testing.T) {
	for _, command := range []string{"", "adopt", "build", "check", "completion", "explain", "help", "init", "list", "serve", "version", "watch"} {
		var stdout, stderr bytes.Buffer
		if status := run(t.Context(), append(strings.Fields(command), "--help"), &stdout, &stderr); status != 0 {
			t.Fatalf("%s: got status %d and %s", command, status, stderr.String())
		}
		for line := range strings.Lines(stdout.String()) {
			if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > 80 {
				t.Errorf("%s: a line of %d columns: %s", command, n, line)
			}
		}
	}
}
