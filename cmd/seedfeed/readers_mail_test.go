//go:build linux

package main

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A message is one that a reader has put into a mailbox.
type message struct {
	mail.Header
	file, subject, date string
	html                string
}

// messages returns what lies in a folder of a maildir.
func messages(t *testing.T, folder string) (all []message) {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(filepath.Join(folder, file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := mail.ReadMessage(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		m := message{Header: parsed.Header, file: file.Name()}
		if m.subject, err = new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject")); err != nil {
			t.Error(err)
		}
		if at, err := parsed.Header.Date(); err != nil {
			t.Error(err)
		} else {
			m.date = rfc3339(at)
		}
		if m.html, err = htmlOf(parsed.Header.Get, parsed.Body); err != nil {
			t.Error(err)
		}
		all = append(all, m)
	}
	return all
}

// htmlOf returns the part of a message that is HTML.
func htmlOf(header func(string) string, body io.Reader) (string, error) {
	kind, parameters, err := mime.ParseMediaType(header("Content-Type"))
	if err != nil {
		return "", err
	}
	if strings.HasPrefix(kind, "multipart/") {
		for parts := multipart.NewReader(body, parameters["boundary"]); ; {
			part, err := parts.NextPart()
			if err == io.EOF {
				return "", nil
			}
			if err != nil {
				return "", err
			}
			if text, err := htmlOf(part.Header.Get, part); text != "" || err != nil {
				return text, err
			}
		}
	}
	if kind != "text/html" {
		return "", nil
	}
	switch header("Content-Transfer-Encoding") {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	return string(text), err
}
