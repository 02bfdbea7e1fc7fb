package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/websocket"
)

// TestFeedsInFirefox is TestFeedsInChromium in the other engine. Its profile runs no script at all.
func TestFeedsInFirefox(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser takes long to start")
	}
	program := tool(t, "firefox-esr")
	home := serveSeeds(t)
	f := startFirefox(t, program, "javascript.enabled=false")
	var written nodes
	f.call(t, nil, "browsingContext.navigate", params{"context": f.tab, "url": home + scriptedPage, "wait": "complete"})
	f.call(t, &written, "browsingContext.locateNodes", params{"context": f.tab, "locator": params{"type": "css", "value": "hr"}})
	if len(written.Nodes) > 0 {
		t.Fatal("a script has run")
	}
	for _, feed := range feedsInBrowser() {
		t.Run(feed.path, func(t *testing.T) {
			f.call(t, nil, "browsingContext.setViewport", params{"context": f.tab, "viewport": params{"width": feed.width, "height": 2400}}) // all is in sight
			f.call(t, nil, "browsingContext.navigate", params{"context": f.tab, "url": home + feed.path, "wait": "complete"})
			var titles nodes
			f.call(t, &titles, "browsingContext.locateNodes", params{"context": f.tab,
				"locator": params{"type": "css", "value": `li a[href="` + home + feed.article + `"]`}})
			if len(titles.Nodes) != 1 {
				t.Fatalf("got %d titles, want 1", len(titles.Nodes))
			}
			loads := f.loads
			title := params{"type": "element", "element": params{"sharedId": titles.Nodes[0].SharedID}}
			f.call(t, nil, "input.performActions", params{"context": f.tab, "actions": []params{{"type": "pointer", "id": "mouse", "actions": []params{
				{"type": "pointerMove", "x": 0, "y": 0, "origin": title},
				{"type": "pointerDown", "button": 0},
				{"type": "pointerUp", "button": 0},
			}}}})
			for f.loads == loads {
				f.receive(t)
			}
			if got, want := f.loaded, home+feed.article; got != want {
				t.Errorf("got to %s, want %s", got, want)
			}
		})
	}
}

type params map[string]any

// nodes are what browsingContext.locateNodes finds.
type nodes struct {
	Nodes []struct {
		SharedID string `json:"sharedId"`
	}
}

// A firefox is a browser that is driven by WebDriver BiDi.
type firefox struct {
	socket *websocket.Conn
	tab    string
	last   int    // id of a command
	loads  int    // how many pages were loaded
	loaded string // the address of the last one
}

// startFirefox starts a browser with preferences that are no strings.
func startFirefox(t *testing.T, program string, preferences ...string) *firefox {
	t.Helper()
	profile, err := os.MkdirTemp("", "firefox") // t.TempDir would fail where a process that is ending still writes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(profile) })
	var settings strings.Builder
	for _, p := range append(preferences, "browser.shell.checkDefaultBrowser=false", "datareporting.policy.dataSubmissionEnabled=false") {
		name, value, _ := strings.Cut(p, "=")
		settings.WriteString(`user_pref("` + name + `", ` + value + ");\n")
	}
	if err := os.WriteFile(filepath.Join(profile, "user.js"), []byte(settings.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	const origin = "http://localhost"
	cmd := exec.Command(program, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0", "--remote-allow-origins", origin)
	cmd.Env = append(os.Environ(), "MOZ_CRASHREPORTER_DISABLE=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // it starts others
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	end := func() { syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	patience := time.AfterFunc(patienceOfTests, end)
	t.Cleanup(func() {
		patience.Stop()
		end()
		cmd.Wait()
	})
	address := ""
	lines := bufio.NewScanner(said)
	for address == "" && lines.Scan() {
		_, address, _ = strings.Cut(lines.Text(), "WebDriver BiDi listening on ")
	}
	go io.Copy(io.Discard, said)
	f := &firefox{}
	if f.socket, err = websocket.Dial(address+"/session", "", origin); err != nil {
		t.Fatalf("%q: %v", address, err)
	}
	t.Cleanup(func() { f.socket.Close() })
	f.call(t, nil, "session.new", params{"capabilities": params{}})
	f.call(t, nil, "session.subscribe", params{"events": []string{"browsingContext.load"}})
	var tree struct{ Contexts []struct{ Context string } }
	f.call(t, &tree, "browsingContext.getTree", params{})
	f.tab = tree.Contexts[0].Context
	return f
}

// call runs a command and decodes its result, which nil ignores.
func (f *firefox) call(t *testing.T, result any, method string, p params) {
	t.Helper()
	f.last++
	if err := websocket.JSON.Send(f.socket, params{"id": f.last, "method": method, "params": p}); err != nil {
		t.Fatal(err)
	}
	for {
		m := f.receive(t)
		if m.ID != f.last {
			continue
		}
		if m.Type != "success" {
			t.Fatalf("%s: %s: %s", method, m.Error, m.Message)
		}
		if result != nil {
			if err := json.Unmarshal(m.Result, result); err != nil {
				t.Fatal(err)
			}
		}
		return
	}
}

// A bidiMessage is the answer to a command, or an event.
type bidiMessage struct {
	Type, Method, Error, Message string
	ID                           int
	Result                       json.RawMessage
	Params                       struct{ URL string }
}

// receive waits for the next message.
func (f *firefox) receive(t *testing.T) (m bidiMessage) {
	t.Helper()
	if err := websocket.JSON.Receive(f.socket, &m); err != nil {
		t.Fatal(err)
	}
	if m.Method == "browsingContext.load" {
		f.loads, f.loaded = f.loads+1, m.Params.URL
	}
	return m
}
