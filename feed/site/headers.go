package site

import (
	"fmt"
	"strings"
)

// headersFile is where hosts of static sites (Netlify, Cloudflare Pages and others) look for header fields, and which they do
// not publish. Its paths are those of the host: the output lies at its root there.
const headersFile = "_headers"

const headersMark = "# Header fields for Netlify, Cloudflare Pages and hosts like them, by " + maker + ".\n"

// The Content-Security-Policy of pages. The strict one suits the built-in templates, which have no script and need a style
// sheet and what articles show; the other one is for templates that somebody wrote, of which it is not known what they load.
const (
	StrictPolicy = "default-src 'none'; style-src 'self'; img-src * data:; media-src *; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
	LoosePolicy  = "object-src 'none'; base-uri 'self'; frame-ancestors 'self'"
)

// headers returns the file of header fields.
//
// No field is set by two rules that match one path: Cloudflare would join the values. A rule has one asterisk, more would
// make Cloudflare drop it, and between two slashes, where all hosts agree on what it stands for. Pages keep what the hosts
// say by themselves, which is to ask each time.
func (s *Site) headers() File {
	policy := StrictPolicy
	if s.settings.Templates != nil {
		policy = LoosePolicy
	}
	var b strings.Builder
	b.WriteString(headersMark + "/*\n")
	b.WriteString("  Content-Security-Policy: " + policy + "\n")
	b.WriteString("  Referrer-Policy: strict-origin-when-cross-origin\n  X-Content-Type-Options: nosniff\n")
	for _, format := range s.settings.Formats {
		for _, folder := range []string{"", "/" + TagFolder("*"), "/" + ArchiveRoot + "/*"} {
			fmt.Fprintf(&b, "%s/%s\n  Cache-Control: public, max-age=300\n  Content-Type: %s\n", folder, format.FileName, format.ServedAs())
		}
	}
	return File{Path: headersFile, Data: []byte(b.String())}
}
