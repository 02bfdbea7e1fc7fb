//go:build linux

package main

import (
	"database/sql"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// command prepares a program that has dir as its home and nothing else of whoever runs the tests.
func command(t *testing.T, dir, name string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), tool(t, name), args...)
	cmd.Dir = dir
	cmd.Env = []string{"HOME=" + dir, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "NODE_PATH=" + os.Getenv("NODE_PATH"), "TMPDIR=" + dir, "XDG_CONFIG_HOME=" + dir, "XDG_DATA_HOME=" + dir}
	return cmd
}

func mustRun(t *testing.T, cmd *exec.Cmd) []byte {
	t.Helper()
	var complaints strings.Builder
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s%s", cmd.Args, err, out, complaints.String())
	}
	return out
}

// newsboat keeps its articles in a database, each with a mark that it was not read yet. Two feeds of a site are one to it as
// far as their ids are the same, so that it subscribes to one.
func newsboat(file string) feedReader {
	return feedReader{name: "newsboat " + file, files: []string{file}, agent: "newsboat/", again: 304, learnsLate: true, subscribe: func(t *testing.T, dir string, addresses []string) func(t *testing.T) []held {
		tool(t, "newsboat")
		writeFiles(t, dir, map[string]string{"urls": strings.Join(addresses, "\n") + "\n", "config": ""})
		return func(t *testing.T) []held {
			mustRun(t, command(t, dir, "newsboat", "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload"))
			db, err := sql.Open("sqlite", filepath.Join(dir, "cache.db"))
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			rows, err := db.QueryContext(t.Context(), "select feedurl, guid, title, url, content, pubDate, unread from rss_item")
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			var all []held
			for rows.Next() {
				var h held
				var published int64
				if err := rows.Scan(&h.Feed, &h.Key, &h.Title, &h.Link, &h.Content, &published, &h.Unread); err != nil {
					t.Fatal(err)
				}
				h.Feed, h.Published = path.Base(h.Feed), rfc3339(time.Unix(published, 0))
				all = append(all, h)
			}
			if err := rows.Err(); err != nil {
				t.Fatal(err)
			}
			if _, err := db.ExecContext(t.Context(), "update rss_item set unread = 0"); err != nil { // as who has read all
				t.Fatal(err)
			}
			return all
		}
	}}
}

// sfeed keeps its articles as lines of text. It fetches by curl; the way to ask for what is new is that of its manual.
func sfeed() feedReader {
	return feedReader{name: "sfeed", files: []string{"rss.xml", "atom.xml"}, agent: "curl/", again: 304, byAddress: true, subscribe: func(t *testing.T, dir string, addresses []string) func(t *testing.T) []held {
		tool(t, "sfeed_update")
		tool(t, "curl")
		rc := `sfeedpath="` + dir + `/feeds"
fetch() {
	curl -L --fail -s --etag-save "$sfeedpath/$1.etag" --etag-compare "$sfeedpath/$1.etag" "$2"
}
feeds() {
`
		for _, address := range addresses {
			rc += "\tfeed " + path.Base(address) + " " + address + "\n"
		}
		writeFiles(t, dir, map[string]string{"sfeedrc": rc + "}\n"})
		return func(t *testing.T) (all []held) {
			mustRun(t, command(t, dir, "sfeed_update", "sfeedrc"))
			for _, address := range addresses {
				data, err := os.ReadFile(filepath.Join(dir, "feeds", path.Base(address)))
				if err != nil {
					t.Fatal(err)
				}
				for line := range strings.Lines(string(data)) {
					all = append(all, sfeedLine(t, path.Base(address), line))
				}
			}
			return all
		}
	}}
}

// sfeedLine reads a line as sfeed(5) describes it. sfeed itself takes two for the same whose id, title and link are.
func sfeedLine(t *testing.T, file, line string) held {
	t.Helper()
	fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
	if len(fields) != 9 {
		t.Fatalf("got %d fields, want 9: %q", len(fields), line)
	}
	seconds, err := strconv.ParseInt(fields[0], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	content := strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\\`, `\`).Replace(fields[3])
	return held{
		Feed: file, Key: fields[5] + fields[1] + fields[2], Title: fields[1], Link: fields[2], Content: content,
		Published: rfc3339(time.Unix(seconds, 0)),
	}
}

// rss2email sends a mail for each article, and another one when it has changed if that is wanted.
func rss2email() feedReader {
	return feedReader{name: "rss2email", files: []string{"rss.xml", "atom.xml"}, agent: "feedparser/", again: 304, mails: true, subscribe: func(t *testing.T, dir string, addresses []string) func(t *testing.T) []held {
		r2e := func(t *testing.T, args ...string) {
			t.Helper()
			mustRun(t, command(t, dir, "r2e", append([]string{"-c", "config", "-d", "data"}, args...)...))
		}
		for _, folder := range []string{"cur", "new", "tmp"} {
			if err := os.MkdirAll(filepath.Join(dir, "Maildir", "INBOX", folder), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		config := `[DEFAULT]
to = ada@example.org
email-protocol = maildir
maildir-path = ` + dir + `/Maildir
html-mail = True
date-header = True
date-header-order = issued
reply-changes = True
`
		for _, address := range addresses {
			config += "\n[feed." + strings.ReplaceAll(path.Base(address), ".", "-") + "]\nurl = " + address + "\n"
		}
		writeFiles(t, dir, map[string]string{"config": config})
		tool(t, "r2e")
		return func(t *testing.T) (all []held) {
			r2e(t, "run")
			for _, m := range messages(t, filepath.Join(dir, "Maildir", "INBOX", "new")) {
				all = append(all, held{
					Feed: path.Base(m.Header.Get("X-RSS-Feed")), Key: m.file, Title: m.subject, Link: m.Header.Get("X-RSS-URL"),
					Content: m.html, Published: m.date,
				})
			}
			return all
		}
	}}
}

// feed2exec sends a mail for each article, once.
func feed2exec() feedReader {
	return feedReader{name: "feed2exec", files: []string{"rss.xml", "atom.xml"}, agent: "feed2exec", again: 304, mails: true, blindToEdit: true, datedByUpdate: true, subscribe: func(t *testing.T, dir string, addresses []string) func(t *testing.T) []held {
		tool(t, "feed2exec")
		var config string
		for _, address := range addresses {
			config += "[" + path.Base(address) + "]\nurl = " + address + "\noutput = feed2exec.plugins.maildir\nmailbox = " + dir + "/Mail\nfolder = " + path.Base(address) + "\n"
		}
		writeFiles(t, dir, map[string]string{"config": config})
		return func(t *testing.T) (all []held) {
			mustRun(t, command(t, dir, "feed2exec", "--config", "config", "--database", "database", "fetch"))
			for _, address := range addresses {
				for _, m := range messages(t, filepath.Join(dir, "Mail", path.Base(address), "new")) {
					all = append(all, held{
						Feed: path.Base(address), Key: m.file, Title: m.subject, Link: m.Header.Get("Archived-At"), Content: m.html, Published: m.date,
					})
				}
			}
			return all
		}
	}}
}
