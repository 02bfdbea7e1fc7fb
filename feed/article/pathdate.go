package article

import (
	"path"
	"strconv"
	"strings"
	"time"
)

// dateFromPath sets the published date from the file's name or its folders where nothing gave one, and
// at last from the address that another generator gave the article.
func (d *document) dateFromPath() {
	if !d.art.Published.IsZero() {
		return
	}
	t, from := pathDate(d.path, d.settings.Zone())
	if t.IsZero() {
		if t = folderDate(strings.Split(path.Dir(addressPath(d.art.Permalink)), "/"), d.settings.Zone()); !t.IsZero() {
			from = d.art.Origins["permalink"]
		}
	}
	if !t.IsZero() {
		d.art.Published = t
		d.origin("published", from)
	}
}

// pathDate is the date in the name of a file, else in the names of its folders, and where it stands.
func pathDate(name string, loc *time.Location) (t time.Time, from string) {
	dir, base := path.Split(name)
	if t, _ := datePrefix(base, loc); !t.IsZero() {
		return t, "file name"
	}
	folders := strings.Split(strings.TrimSuffix(dir, "/"), "/")
	if t := acrossDate(folders, base, loc); !t.IsZero() {
		return t, "folder names and file name"
	}
	return folderDate(folders, loc), "folder names"
}

// acrossDate is the date that the folders begin and the file's name ends, as Docusaurus allows: 2021/04/15-x.md,
// 2021-04/15-x.md, 2021/04-15-x.md.
func acrossDate(folders []string, base string, loc *time.Location) time.Time {
	if digits(base) != 2 || len(base) == 2 || base[2] != '-' {
		return time.Time{}
	}
	for n := 1; n <= min(2, len(folders)); n++ {
		start := strings.Join(folders[len(folders)-n:], "-")
		if strings.Trim(start, "0123456789-") != "" || digits(start) != 4 {
			continue
		}
		if t, _ := datePrefix(start+"-"+base, loc); !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

// folderDate is the date that a folder begins with or that three folders, year, month and day, make.
// The innermost counts.
func folderDate(folders []string, loc *time.Location) time.Time {
	for i := len(folders) - 1; i >= 0; i-- {
		if t, _ := datePrefix(folders[i], loc); !t.IsZero() {
			return t
		}
		if i >= 2 && len(folders[i-2]) == 4 && len(folders[i-1]) <= 2 && len(folders[i]) <= 2 {
			if t, rest := datePrefix(strings.Join(folders[i-2:i+1], "-"), loc); !t.IsZero() && rest == "" {
				return t
			}
		}
	}
	return time.Time{}
}

// datePrefix reads the date that a file's or folder's name begins with and returns it with the rest of
// the name. It is zero where there is none or no such day.
func datePrefix(name string, loc *time.Location) (t time.Time, rest string) {
	var m moment
	switch n := digits(name); n {
	case 8:
		m.year, _ = strconv.Atoi(name[:4])
		m.month, _ = strconv.Atoi(name[4:6])
		m.day, _ = strconv.Atoi(name[6:8])
		rest = name[8:]
		if m.year < 1970 || m.year > 2099 { // eight digits are mostly some other number
			return time.Time{}, name
		}
	case 4:
		parts := [...]*int{&m.year, &m.month, &m.day}
		rest = name
		for i, part := range parts {
			n := digits(rest)
			if i > 0 && (n == 0 || n > 2) {
				return time.Time{}, name
			}
			*part, _ = strconv.Atoi(rest[:n])
			rest = rest[n:]
			if i < 2 {
				if rest == "" || strings.IndexByte("-_.", rest[0]) < 0 {
					return time.Time{}, name
				}
				rest = rest[1:]
			}
		}
	default:
		return time.Time{}, name
	}
	m.loc = loc
	rest = m.clockInName(rest)
	if rest != "" && strings.IndexByte("-_. ", rest[0]) < 0 {
		return time.Time{}, name
	}
	t, err := m.time()
	if err != nil || t.IsZero() {
		return time.Time{}, name
	}
	return t, rest
}

// clockInName reads the T15:04:05Z or T15:04:05+02:00 that Zola allows after the date in a name, and returns what follows.
func (m *moment) clockInName(s string) string {
	const length = len("T15:04:05")
	if len(s) <= length || s[0] != 'T' || s[3] != ':' || s[6] != ':' {
		return s
	}
	rest, zoneName := s[length:], ""
	if n := digits(strings.TrimPrefix(rest, ".")); n > 0 && rest[0] == '.' {
		rest = rest[1+n:]
	}
	switch {
	case strings.HasPrefix(rest, "Z"):
		zoneName = "Z"
	case len(rest) >= len("+02:00") && (rest[0] == '+' || rest[0] == '-') && rest[3] == ':':
		zoneName = rest[:len("+02:00")]
	default:
		return s
	}
	timed := *m
	left, err := timed.clock(s[1:length])
	if err != nil || left != "" {
		return s
	}
	if timed.loc, err = zone(zoneName); err != nil {
		return s
	}
	*m = timed
	return rest[len(zoneName):]
}

// addressPath is the path of an address that may be a whole URL.
func addressPath(address string) string {
	if _, after, ok := strings.Cut(address, "://"); ok {
		_, address, _ = strings.Cut(after, "/")
	}
	return address
}

// Stem is what a file's name says: without folders, ending and date. For index and readme files, and the text of a
// TextBundle, it is what the folder's name says.
func Stem(name string) string {
	dir, base := path.Split(name)
	if IsArticle(base) {
		base = strings.TrimSuffix(base, path.Ext(base))
	}
	if folder := path.Base(dir); folder != "." && folder != "/" {
		bundle, isBundle := strings.CutSuffix(folder, ".textbundle")
		start, rest, _ := strings.Cut(base, ".")
		switch start = strings.ToLower(start); {
		case isBundle && base == "text":
			base = bundle
		case rest == "" && (start == "index" || start == "_index" || start == "readme"):
			base = folder
		case start == "index" && isLanguage(rest, nil):
			base = folder + "." + rest
		}
	}
	if t, rest := datePrefix(base, time.UTC); !t.IsZero() {
		if rest = strings.TrimLeft(rest, "-_. "); rest != "" {
			return rest
		}
	}
	return base
}
