package article

import (
	"fmt"
	"slices"
	"strconv"
)

// A candidate is an entry that may give a field its value.
type candidate struct {
	use
	entry
}

// apply sets the fields that entries give. kind says for Origins what the entries are.
func (d *document) apply(entries []entry, kind string) *Error {
	if d.said == nil {
		d.said = entries
	} else {
		d.said = append(slices.Clip(d.said), entries...)
	}
	candidates := make([]candidate, 0, 24)
	for _, c := range find(candidates, entries) {
		f := &fields[c.field]
		if d.art.Origins[f.name] != "" && !f.all || c.value.empty() {
			continue
		}
		taken, fault := f.set(d, normalKey(c.key), c.value)
		if fault != nil {
			fault.Line = c.value.line
			if text := c.value.text; text != "" {
				fault.Err = fmt.Errorf("%s %q: %w", c.key, shorten(text), fault.Err)
			} else {
				fault.Err = fmt.Errorf("%s: %w", c.key, fault.Err)
			}
			if f.fatal && !d.dated(f) {
				return fault
			}
			d.warn(fault.Line, fault.Err, fault.Fix)
		}
		if taken && d.art.Origins[f.name] == "" {
			d.origin(f.name, kind+" "+strconv.Quote(c.key)+", line "+strconv.Itoa(c.value.line))
		}
	}
	return nil
}

// dated reports whether f is the published date and the file's path gives one in its place.
func (d *document) dated(f *field) bool {
	if f.name != "published" {
		return false
	}
	t, _ := pathDate(d.path, d.settings.Zone())
	return !t.IsZero()
}

// find appends the candidates in the order of the fields, the most telling first.
func find(candidates []candidate, entries []entry) []candidate {
	const inside = 100 // more than any field has keys
	add := func(e entry, rank int) {
		for _, u := range uses()[normalKey(e.key)] {
			candidates = append(candidates, candidate{use{u.field, u.rank + rank}, e})
		}
	}
	for _, e := range entries {
		add(e, 0)
		if isNested(e) {
			for _, e := range e.value.table {
				add(e, inside)
			}
		}
	}
	slices.SortStableFunc(candidates, func(a, b candidate) int {
		if a.field != b.field {
			return a.field - b.field
		}
		return a.rank - b.rank
	})
	return candidates
}

func isNested(e entry) bool {
	return e.value.kind == table && slices.Contains(nested[:], normalKey(e.key))
}

// set gives a field, named as in the table, a value from plain text if it has none. A field of many
// values takes more from the same origin.
func (d *document) set(name, text, origin string) error {
	i := slices.IndexFunc(fields[:], func(f field) bool { return f.name == name })
	if i < 0 {
		return fmt.Errorf("no field %q", name)
	}
	f := &fields[i]
	if had := d.art.Origins[name]; had != "" && !(f.all && had == origin) {
		return nil
	}
	v := value{text: text, plain: true}
	if v.empty() {
		return nil
	}
	taken, fault := f.set(d, name, v)
	if fault != nil {
		return fmt.Errorf("%s %q: %w; %s", name, shorten(text), fault.Err, fault.Fix)
	}
	if taken {
		d.origin(name, origin)
	}
	return nil
}

func shorten(s string) string {
	return cutWords(collapse(s), 60)
}
