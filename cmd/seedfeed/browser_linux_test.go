package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestFeedsInChromium clicks with the mouse on titles in the feeds, while no script may run, and expects the articles.
func TestFeedsInChromium(t *testing.T) {
	home := serveSeeds(t)
	ctx := chromium(t)
	noScript := func(ctx context.Context, tab *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return chromedp.Void{}, err
	}
	if err := chromedp.Do(ctx, noScript, chromedp.Navigate(home+scriptedPage)); err != nil {
		t.Fatal(err)
	}
	if ran, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.querySelector("hr") != null`)); err != nil || ran {
		t.Fatalf("a script has run: %v, %v", ran, err)
	}
	for _, feed := range feedsInBrowser() {
		t.Run(feed.path, func(t *testing.T) {
			if err := chromedp.Do(ctx, chromedp.EmulateViewport(feed.width, 800, chromedp.EmulateMobile), chromedp.Navigate(home+feed.path)); err != nil {
				t.Fatal(err)
			}
			if width, err := chromedp.Run(ctx, chromedp.Evaluate[int64](`document.documentElement.clientWidth`)); err != nil || width != feed.width {
				t.Errorf("laid out for a width of %d, %v, want %d", width, err, feed.width)
			}
			hidden, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`getComputedStyle(document.querySelector("item, entry")).display == "none"`))
			if err != nil || !hidden {
				t.Errorf("the style sheet does not hide the items: %v", err)
			}
			titles, err := chromedp.Run(ctx, chromedp.Nodes(chromedp.CSSAll(`li a[href="`+home+feed.article+`"]`)))
			if err != nil || len(titles) != 1 {
				t.Fatalf("got %d titles, %v, want 1", len(titles), err)
			}
			loaded := chromedp.Events(ctx, page.LoadEventFired)
			if err := chromedp.Do(ctx, chromedp.MouseClickNode(titles[0])); err != nil {
				t.Fatal(err)
			}
			for _, err := range loaded {
				if err != nil {
					t.Fatal(err)
				}
				break
			}
			if got, err := chromedp.Run(ctx, chromedp.Location()); err != nil || got != home+feed.article {
				t.Errorf("got to %s, %v, want %s", got, err, home+feed.article)
			}
		})
	}
}

// scriptedPage is the path of a page that has an hr where scripts may run.
const scriptedPage = "scripted.html"

// A feedInBrowser is a document to open, and the article to click on.
type feedInBrowser struct {
	path, article string
	width         int64 // of the window
}

func feedsInBrowser() []feedInBrowser {
	return []feedInBrowser{
		{"rss.xml", "articles/why-ids-stay/", 1280},
		{"atom.xml", "articles/why-ids-stay/", 1280},
		{"rss.xml", "articles/khulasat-al-mawqi/", 360},
		{"tags/feeds/rss.xml", "articles/what-is-a-feed/", 768},
		{"archive/1/atom.xml", "articles/weishenme-dingyue/", 360},
	}
}

// serveSeeds serves an output of the sample articles, and returns its address.
func serveSeeds(t *testing.T) (home string) {
	t.Helper()
	return serveBuilt(t, func(home string) string {
		return buildSeeds(t, home, "--limit", "8", "--description", "What feeds are for.")
	})
}

// serveBuilt serves the folder that build makes for an address.
func serveBuilt(t *testing.T, build func(home string) string) (home string) {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	home = "http://" + server.Listener.Addr().String() + "/"
	files := http.FileServer(http.Dir(build(home)))
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/"+scriptedPage {
			io.WriteString(w, `<!DOCTYPE html><body><script>document.body.append(document.createElement("hr"))</script>`)
			return
		}
		if strings.HasSuffix(r.URL.Path, ".xml") { // as any static host has it
			w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		}
		files.ServeHTTP(w, r)
	})
	server.Start()
	t.Cleanup(server.Close)
	return home
}

// chromium starts a browser, and returns the context of its tab.
func chromium(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes long to start")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(tool(t, "chromium")),
		chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patienceOfTests)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// TestPagesAreAccessible lets axe-core look for violations on each kind of page, in light and dark, and shows that no page
// is wider than a phone.
func TestPagesAreAccessible(t *testing.T) {
	script := axe(t)
	home := serveBuilt(t, func(home string) string {
		dir := t.TempDir()
		_, root := readREADME(t)
		copySeeds(t, root, dir)
		inLanguages(t, filepath.Join(dir, "seeds"), "where-dates-come-from")
		return buildFor(t, home, dir, "--limit", "8")
	})
	ctx := chromium(t)
	for _, path := range []string{"", "articles/from-folder-to-feed/", "articles/where-dates-come-from/", "articles/khulasat-al-mawqi/",
		"articles/a-chime-for-new-articles/", "tags/feeds/", "archive/", "archive/1/"} {
		for _, scheme := range []string{"light", "dark"} {
			t.Run(scheme+"/"+path, func(t *testing.T) {
				err := chromedp.Do(ctx, chromedp.EmulateViewport(360, 800), preferring(scheme), chromedp.Navigate(home+path))
				if err != nil {
					t.Fatal(err)
				}
				dark, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`getComputedStyle(document.documentElement).backgroundColor == "rgb(23, 24, 21)"`))
				if err != nil || dark != (scheme == "dark") {
					t.Errorf("the page is dark: %v, %v", dark, err)
				}
				wider, err := chromedp.Run(ctx, chromedp.Evaluate[float64](`document.documentElement.scrollWidth - innerWidth`))
				if err != nil || wider > 0 {
					t.Errorf("the page is %v pixels wider than a phone, %v", wider, err)
				}
				violations, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](script+`;
					axe.run().then(found => found.violations.map(v => v.id + ": " + v.help + ": " + v.nodes.map(n => n.html).join(" ")))`,
					chromedp.EvalAwaitPromise))
				if err != nil {
					t.Fatal(err)
				}
				for _, violation := range violations {
					t.Error(violation)
				}
			})
		}
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(home+"articles/where-dates-come-from/")); err != nil {
		t.Fatal(err)
	}
	languages, err := chromedp.Run(ctx, chromedp.Evaluate[int](`document.querySelectorAll(".languages a").length`))
	if err != nil || languages != 8 {
		t.Errorf("got links to %d languages, %v, want 8", languages, err)
	}
	t.Run("broken", func(t *testing.T) {
		violations, err := chromedp.Run(ctx, chromedp.Evaluate[int](script+`; document.querySelector("h1").insertAdjacentHTML("afterend", "<img src=x>");
			axe.run().then(found => found.violations.length)`, chromedp.EvalAwaitPromise))
		if err != nil || violations == 0 {
			t.Errorf("got %d violations, %v, want some", violations, err)
		}
	})
}

// inLanguages gives an article more versions than one line of a phone has room for.
func inLanguages(t *testing.T, seeds, article string) {
	t.Helper()
	for language, text := range map[string]string{
		"fr": "Ce texte est court.", "de": "Dieser Text ist kurz.", "pt-BR": "Este texto é curto.", "ar": "هذا نص قصير.", "ja": "短い文章です。",
		"uk": "Це короткий текст.", "nl": "Deze tekst is kort.", "tlh": "tlhIngan Hol.",
	} {
		err := os.WriteFile(filepath.Join(seeds, article+"."+language+".md"), []byte("---\ndate: 2020-01-01\ntranslationKey: "+article+"\nlang: "+language+"\n---\n"+text+"\n"), 0o644)
		if err != nil {
			t.Fatal(err)
		}
	}
}

// preferring sets the colour scheme that the person prefers.
func preferring(scheme string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, tab *chromedp.Target) (chromedp.Void, error) {
		params := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, params)
		return chromedp.Void{}, err
	}
}

// axe returns the script of axe-core, from npm. SEEDFEED_AXE says where it is.
func axe(t *testing.T) string {
	t.Helper()
	path := os.Getenv("SEEDFEED_AXE")
	if path == "" {
		path = filepath.Join("..", "..", "node_modules", "axe-core", "axe.min.js")
	}
	data, err := os.ReadFile(path)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	return string(data)
}
