//go:build unix

package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	watchService = "seedfeed-watch.service"
	serveService = "seedfeed-serve.service"
	serveSocket  = "seedfeed-serve.socket"
	buildService = "seedfeed-build.service"
	buildTimer   = "seedfeed-build.timer"
	installed    = "/usr/local/bin/seedfeed" // where these files expect the program
)

// deployed returns the text of a file in deploy.
func deployed(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// A unit is what a unit file of systemd assigns, by "Section.Key". A key may stand there more than once.
type unit map[string][]string

func readUnit(t *testing.T, name string) unit {
	t.Helper()
	u, section := unit{}, ""
	for i, line := range strings.Split(deployed(t, name), "\n") {
		key, value, assigns := strings.Cut(line, "=")
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			section = strings.Trim(line, "[]")
		case assigns:
			u[section+"."+key] = append(u[section+"."+key], value)
		default:
			t.Errorf("%s:%d: %q assigns nothing", name, i+1, line)
		}
	}
	return u
}

// one returns the value of what is assigned once.
func (u unit) one(t *testing.T, key string) string {
	t.Helper()
	if len(u[key]) != 1 {
		t.Fatalf("%s is assigned %d times, want once", key, len(u[key]))
	}
	return u[key][0]
}

// crontabEntry returns the schedule and the command of the one entry of the crontab.
func crontabEntry(t *testing.T) (schedule []string, command string) {
	t.Helper()
	text := deployed(t, "crontab")
	if !strings.HasSuffix(text, "\n") {
		t.Error("crontab ends without a line feed, which cron refuses")
	}
	entries := 0
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || regexp.MustCompile(`^[A-Z]+=\S+$`).MatchString(line) {
			continue
		}
		entries++
		fields := regexp.MustCompile(`^((?:\S+\s+){5})(.+)$`).FindStringSubmatch(line)
		if fields == nil {
			t.Fatalf("crontab: %q is no entry", line)
		}
		schedule, command = strings.Fields(fields[1]), fields[2]
	}
	if entries != 1 {
		t.Fatalf("crontab has %d entries, want 1", entries)
	}
	return schedule, command
}

// accept returns the configuration that a command line and the environment make, or why the program would not take it.
func accept(args []string) (*config, error) {
	a := &app{stdout: io.Discard, stderr: io.Discard, getenv: os.LookupEnv, environ: os.Environ}
	root := a.command()
	cmd, rest, err := root.Find(args)
	switch {
	case err != nil:
		return nil, err
	case cmd == root:
		return nil, fmt.Errorf("there is no command %s", args[0])
	}
	if err := cmd.ParseFlags(rest); err != nil {
		return nil, err
	}
	if err := cmd.ValidateArgs(cmd.Flags().Args()); err != nil {
		return nil, err
	}
	if err := cmd.PreRunE(cmd, nil); err != nil { // reads the configuration
		return nil, err
	}
	return &a.config, nil
}

// Every command line of these files is one that the program takes, and finds the same folders wherever it is started.
func TestDeployCommands(t *testing.T) {
	_, cron := crontabEntry(t)
	container := containerfile(t)
	configuration := filepath.Join(t.TempDir(), defaultFile)
	writeFiles(t, filepath.Dir(configuration), map[string]string{defaultFile: blocks(deployed(t, "README.md"), "yaml")[0]})
	for _, test := range []struct {
		file, want string
		line       []string
	}{
		{watchService, "watch", strings.Fields(readUnit(t, watchService).one(t, "Service.ExecStart"))},
		{serveService, "serve", strings.Fields(readUnit(t, serveService).one(t, "Service.ExecStart"))},
		{buildService, "build", strings.Fields(readUnit(t, buildService).one(t, "Service.ExecStart"))},
		{"crontab", "build", strings.Fields(strings.TrimSuffix(cron, ">/dev/null"))},
		{"Containerfile", "serve", append(jsonWords(t, container, "ENTRYPOINT"), jsonWords(t, container, "CMD")...)},
	} {
		t.Run(test.file, func(t *testing.T) {
			if strings.ContainsAny(strings.Join(test.line, " "), "\"'\\$%>") {
				t.Fatalf("%q needs rules of quoting that this test does not know", test.line)
			}
			program, args := test.line[0], test.line[1:]
			if test.file == "Containerfile" {
				for name, value := range environment(container) {
					t.Setenv(name, value)
				}
			} else if program != installed {
				t.Errorf("got the program %s, want %s", program, installed)
			}
			if args[0] != test.want {
				t.Errorf("got the command %s, want %s", args[0], test.want)
			}
			t.Chdir(t.TempDir())
			if at := slices.Index(args, "--config"); at >= 0 {
				if !path.IsAbs(args[at+1]) {
					t.Errorf("got the configuration %s, want an absolute path", args[at+1])
				}
				args[at+1] = configuration
			}
			c, err := accept(args)
			if err != nil {
				t.Fatal(err)
			}
			for name, folder := range map[string]string{"seeds": c.Seeds, "out": c.Out, "state": c.State} {
				if !path.IsAbs(folder) {
					t.Errorf("got the folder of %s %q, want an absolute path", name, folder)
				}
			}
			if test.want == "build" && c.LogLevel != "warn" {
				t.Errorf("got log level %s, want warn: a build that did nothing is no news", c.LogLevel)
			}
			if _, err := c.settings(); err != nil {
				t.Error(err)
			}
		})
	}
}

// All services keep their articles safe in the same way, and may write only where their command line says.
func TestDeployServices(t *testing.T) {
	const mark = "# From here on all services are the same.\n"
	shared := map[string]string{}
	for _, name := range []string{watchService, serveService, buildService} {
		_, after, found := strings.Cut(deployed(t, name), mark)
		if !found {
			t.Fatalf("%s has no line %q", name, mark)
		}
		after, _, _ = strings.Cut(after, "\n[Install]")
		shared[name] = after

		u := readUnit(t, name)
		args := strings.Fields(u.one(t, "Service.ExecStart"))
		for _, flag := range []string{"--out", "--state"} {
			folder := args[slices.Index(args, flag)+1]
			made, below := strings.CutPrefix(folder, "/var/lib/")
			if !below || !slices.Contains(strings.Fields(u.one(t, "Service.StateDirectory")), made) {
				t.Errorf("%s: %s %s is none of the folders that StateDirectory makes", name, flag, folder)
			}
		}
		seeds := args[slices.Index(args, "--seeds")+1]
		if !strings.Contains(u.one(t, "Unit.Description"), seeds) {
			t.Errorf("%s: the description does not name %s", name, seeds)
		}
	}
	for _, name := range []string{serveService, buildService} {
		if diff := cmp.Diff(strings.Split(shared[watchService], "\n"), strings.Split(shared[name], "\n")); diff != "" {
			t.Errorf("what all services share: -%s +%s:\n%s", watchService, name, diff)
		}
	}
}

// The services that go on until they are ended fit what the program tells systemd, and how long it takes.
func TestDeployNotify(t *testing.T) {
	for name, end := range map[string]time.Duration{watchService: 2 * time.Second, serveService: 7 * time.Second} {
		u := readUnit(t, name)
		duration := func(key string) time.Duration {
			d, err := time.ParseDuration(strings.TrimSuffix(u.one(t, key), "in")) // systemd writes min
			if err != nil {
				t.Fatal(err)
			}
			return d
		}
		// Half the watchdog's time is when the first build of watch asks for more time first; serve has started by then.
		if name == watchService {
			if start, watchdog := duration("Service.TimeoutStartSec"), duration("Service.WatchdogSec"); start <= watchdog/2 {
				t.Errorf("%s: TimeoutStartSec %v ends before the first build can ask for more, after %v", name, start, watchdog/2)
			}
		}
		if stop := duration("Service.TimeoutStopSec"); stop < 2*end {
			t.Errorf("%s: got TimeoutStopSec %v, want twice the %v that an end may take", name, stop, end)
		}
		for key, want := range map[string]string{
			"Service.Type": "notify", "Service.Restart": "on-failure", "Service.RestartPreventExitStatus": "2",
			"Service.ExecReload": "/bin/sh -c 'kill -HUP $MAINPID'", "Service.LimitCORE": "0",
		} {
			if got := u.one(t, key); got != want {
				t.Errorf("%s: %s: got %s, want %s", name, key, got, want)
			}
		}
		if got := u["Service.Environment"]; !slices.Contains(got, "GOTRACEBACK=crash") {
			t.Errorf("%s: got the environment %q, want GOTRACEBACK=crash in it", name, got)
		}
	}
}

// Who starts or enables the server has its socket as well.
func TestDeploySocket(t *testing.T) {
	service, socket := readUnit(t, serveService), readUnit(t, serveSocket)
	for _, key := range []string{"Unit.Requires", "Install.Also"} {
		if got := service.one(t, key); got != serveSocket {
			t.Errorf("%s: %s is %s, want %s", serveService, key, got, serveSocket)
		}
	}
	if got := socket.one(t, "Socket.ListenStream"); got != "80" {
		t.Errorf("listens at %s, want 80", got)
	}
	for _, key := range []string{"Socket.Service", "Socket.Accept", "Socket.FileDescriptorName"} {
		if len(socket[key]) > 0 {
			t.Errorf("%s is set: the socket would not be that of %s", key, serveService)
		}
	}
}

// What stands in the table of deploy/README.md is there, and what is there stands in the table.
func TestDeployREADME(t *testing.T) {
	text := deployed(t, "README.md")
	for _, name := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(strings.Join(regexp.MustCompile(`(?m)^\| .* \|`).FindAllString(text, -1), "\n"), -1) {
		deployed(t, name[1])
	}
	files, err := os.ReadDir("deploy")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if file.Name() != "README.md" && !strings.Contains(text, "`"+file.Name()+"`") {
			t.Errorf("deploy/README.md does not say what %s is for", file.Name())
		}
	}
	if n := len(blocks(text, "yaml")); n != 1 {
		t.Errorf("deploy/README.md has %d configurations, want the one that the tests use", n)
	}
}

// cron runs the line with hardly any environment. It prints nothing, whether there was something to do or not, until
// there is something to mend.
func TestDeployCrontab(t *testing.T) {
	schedule, command := crontabEntry(t)
	limits := []int{59, 23, 31, 12, 7}
	for i, field := range schedule {
		if !regexp.MustCompile(`^(\*|\d+(-\d+)?)(/\d+)?(,\d+(-\d+)?(/\d+)?)*$`).MatchString(field) {
			t.Errorf("field %d: %q is no list of numbers", i+1, field)
		}
		for _, number := range regexp.MustCompile(`\d+`).FindAllString(field, -1) {
			var n int
			if fmt.Sscan(number, &n); n > limits[i] {
				t.Errorf("field %d: got %d, want at most %d", i+1, n, limits[i])
			}
		}
	}
	if strings.Contains(command, "%") {
		t.Errorf("%q: cron takes %% for the end of the line", command)
	}

	home, site := t.TempDir(), t.TempDir()
	writeFiles(t, site, map[string]string{
		"seedfeed.yaml": blocks(deployed(t, "README.md"), "yaml")[0], "seeds/one.md": "# One\n\nText.\n",
	})
	program, err := exec.LookPath("seedfeed")
	if err != nil {
		t.Fatal(err)
	}
	command = strings.NewReplacer(installed, program, "/srv/seedfeed", site).Replace(command)
	run := func() string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "/bin/sh", "-c", command)
		cmd.Dir, cmd.Env = home, []string{"HOME=" + home, "SHELL=/bin/sh", "LOGNAME=ada", "PATH=/usr/bin:/bin"}
		printed, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, printed)
		}
		return string(printed)
	}
	for _, when := range []string{"first", "without changes"} {
		if got := run(); got != "" {
			t.Errorf("%s: cron would send %q, want nothing", when, got)
		}
	}
	if items, err := checkOutput(filepath.Join(site, "public")); err != nil || items != 1 {
		t.Errorf("got %d articles, %v", items, err)
	}
	writeFiles(t, site, map[string]string{"seeds/broken.md": "---\ntitle: [\n---\n"})
	if got := run(); !strings.Contains(got, "broken.md") {
		t.Errorf("with a broken article: cron would send %q, want its name", got)
	}
	if left, err := os.ReadDir(home); err != nil || len(left) > 0 {
		t.Errorf("left in the folder in which cron starts it: %v, %v", left, err)
	}
}
