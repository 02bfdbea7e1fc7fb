package article

import (
	"strings"
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	berlin := time.FixedZone("", 7200)
	for _, tt := range []struct{ in, want string }{
		{"2024-04-09", "2024-04-09T00:00:00+02:00"},
		{"2024-4-09", "2024-04-09T00:00:00+02:00"},
		{"2024/04/09", "2024-04-09T00:00:00+02:00"},
		{"20240409", "2024-04-09T00:00:00+02:00"},
		{"09.04.2024", "2024-04-09T00:00:00+02:00"},
		{"25/12/2024", "2024-12-25T00:00:00+02:00"},
		{"12/25/2024", "2024-12-25T00:00:00+02:00"},
		{"2024-04-09T10:20:30Z", "2024-04-09T10:20:30Z"},
		{"2024-04-09t10:20:30z", "2024-04-09T10:20:30Z"},
		{"2024-04-09T10:20:30.5-05:00", "2024-04-09T10:20:30.5-05:00"},
		{"2024-04-09T10:20:30.123456789123Z", "2024-04-09T10:20:30.123456789Z"},
		{"2024-04-09 10:20:30 +0530", "2024-04-09T10:20:30+05:30"},
		{"2024-04-09 10:20", "2024-04-09T10:20:00+02:00"},
		{"2024-04-09 10:20:30 UTC", "2024-04-09T10:20:30Z"},
		{"2024-04-09 10:20 EST", "2024-04-09T10:20:00-05:00"},
		{"2024-04-09 10:20 GMT+2", ""},
		{"2024-04-09 10:20 UTC+02", "2024-04-09T10:20:00+02:00"},
		{"Tue, 09 Apr 2024 10:20:30 +0200", "2024-04-09T10:20:30+02:00"},
		{"Tue, 9 Apr 2024 10:20:30 GMT (comment)", "2024-04-09T10:20:30Z"},
		{"09 Apr 24 10:20 EST", "2024-04-09T10:20:00-05:00"},
		{"09 Apr 94 10:20 EST", "1994-04-09T10:20:00-05:00"},
		{"Tue Apr  9 10:20:30 2024", "2024-04-09T10:20:30+02:00"},
		{"April 9, 2024", "2024-04-09T00:00:00+02:00"},
		{"9th of April 2024", "2024-04-09T00:00:00+02:00"},
		{"Sept. 9, 2024 at 3:04 p.m.", "2024-09-09T15:04:00+02:00"},
		{"9 April 2024 12am", "2024-04-09T00:00:00+02:00"},
		{"1712650830", "2024-04-09T10:20:30+02:00"},
		{"1712650830000", "2024-04-09T10:20:30+02:00"},
		{"9999-12-31", "9999-12-31T00:00:00+02:00"},
		{"2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"},
		{"0001-01-01T00:00:00Z", "none"},
		{"0000-00-00 00:00:00", "none"},
		{"", "none"},
	} {
		t.Run(tt.in, func(t *testing.T) {
			got, err := parseDate(tt.in, berlin)
			text := got.Format(time.RFC3339Nano)
			switch {
			case err != nil:
				text = ""
			case got.IsZero():
				text = "none"
			}
			if text != tt.want {
				t.Errorf("got %s (%v), want %s", text, err, tt.want)
			}
		})
	}
}

func TestParseDateFaults(t *testing.T) {
	for in, want := range map[string]string{
		"2024-13-01":                "no such month",
		"2023-02-29":                "no such day",
		"2024-04-31 10:00":          "no such day",
		"2024-04-09 24:00":          "no such hour",
		"2024-04-09 10:60":          "no such minute",
		"2024-04-09 10:20 IST":      "no such time zone",
		"2024-04-09 10:20 +99:00":   "no such time zone",
		"04/05/2024":                "either way round",
		"9999-12-31T23:00:00-05:00": "no such year",
		"yesterday":                 "not a date",
		"2024":                      "not a date",
		"2024-04":                   "not a date",
		"April 2024":                "not a date",
		"2024-04-09 soon":           "not a date",
		"2024-04-09 10":             "not a time of day",
		"1-2-3":                     "four digits",
	} {
		if got, err := parseDate(in, time.UTC); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, %v, want error %q", in, got, err, want)
		}
	}
}

func TestPathDate(t *testing.T) {
	for _, tt := range []struct{ path, want, from, stem string }{
		{"2021-04-15-x.md", "2021-04-15", "file name", "x"},
		{"2021-04-15 x y.md", "2021-04-15", "file name", "x y"},
		{"2021_4_5_x.txt", "2021-04-05", "file name", "x"},
		{"20210415-x.md", "2021-04-15", "file name", "x"},
		{"2021-04-15.md", "2021-04-15", "file name", "2021-04-15"},
		{"2021/04/15/x.md", "2021-04-15", "folder names", "x"},
		{"blog/2021/4/5/x/index.md", "2021-04-05", "folder names", "x"},
		{"2021-04-15-x/index.md", "2021-04-15", "folder names", "x"},
		{"2021-04-15-x/README.md", "2021-04-15", "folder names", "x"},
		{"2021-13-15-x.md", "", "", "2021-13-15-x"},
		{"2024-4-09-x.md", "2024-04-09", "file name", "x"},
		{"blog/2021/04/15-x.md", "2021-04-15", "folder names and file name", "15-x"},
		{"blog/2021-04/15-x/index.md", "", "", "15-x"},
		{"2021-04/15-x.mdx", "2021-04-15", "folder names and file name", "15-x"},
		{"2021/04-15-x.md", "2021-04-15", "folder names and file name", "04-15-x"},
		{"2021/04/155-x.md", "", "", "155-x"},
		{"2021/04/31-x.md", "", "", "31-x"},
		{"x/04/15-x.md", "", "", "15-x"},
		{"2021-04-15T10:20:30Z-x.md", "2021-04-15", "file name", "x"},
		{"2021-04-15T10:20:30.5+02:00_x.md", "2021-04-15", "file name", "x"},
		{"2021-04-15T25:20:30Z-x.md", "", "", "2021-04-15T25:20:30Z-x"},
		{"2021-04-15Tea.md", "", "", "2021-04-15Tea"},
		{"2021-02-30-x.md", "", "", "2021-02-30-x"},
		{"2021/04/x.md", "", "", "x"},
		{"99991231-x.md", "", "", "99991231-x"},
		{"12345678.md", "", "", "12345678"},
		{"2021-04-155-x.md", "", "", "2021-04-155-x"},
		{"0001-01-01-x.md", "", "", "0001-01-01-x"},
		{"index.md", "", "", "index"},
		{"2021-04-15-x/index.fr.md", "2021-04-15", "folder names", "x.fr"},
		{"x/index.js.md", "", "", "index.js"},
		{"notes/A note.textbundle/text.md", "", "", "A note"},
		{"notes/text.md", "", "", "text"},
		{"a/b.tar.html", "", "", "b.tar"},
		{"v1.2", "", "", "v1.2"},
	} {
		got, from := pathDate(tt.path, time.UTC)
		text := ""
		if !got.IsZero() {
			text = got.Format(time.DateOnly)
		}
		if text != tt.want || text != "" && from != tt.from {
			t.Errorf("%s: got %q from %q, want %q from %q", tt.path, text, from, tt.want, tt.from)
		}
		if stem := Stem(tt.path); stem != tt.stem {
			t.Errorf("%s: got stem %q, want %q", tt.path, stem, tt.stem)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2024-04-09T10:20:30.5-05:00", "Tue, 9 Apr 2024 10:20:30 GMT (x)", "9th of April 2024 3pm", "1712650830", "09.04.2024", "Mon Jan 2 15:04:05 MST 2006"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := parseDate(s, time.UTC)
		if err != nil && !got.IsZero() {
			t.Fatalf("got both %v and %v", got, err)
		}
		if year := got.UTC().Year(); year > 9999 {
			t.Fatalf("got year %d", year)
		}
	})
}
