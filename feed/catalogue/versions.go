package catalogue

import (
	"context"
	"path"
	"strconv"

	"seedfeed/feed/article"
)

// MostVersions is how many language versions a text can have. Many articles that share a key by mistake are no versions
// of a text, and must not all be looked at whenever one of them changes.
const MostVersions = 200

// enterVersion notes which text a published article is a version of.
func (u *Update) enterVersion(ctx context.Context, t *touched) error {
	if t.versionOf == "" {
		return nil
	}
	_, err := u.exec(ctx, "INSERT INTO version (article, translation) VALUES (?, ?)", t.key, t.versionOf)
	return err
}

func (u *Update) dropVersion(ctx context.Context, t *touched) error {
	if t.before.Translation == "" {
		return nil
	}
	_, err := u.exec(ctx, "DELETE FROM version WHERE article = ?", t.key)
	return err
}

// HasVersions reports whether any published article says which text it is a version of.
func (s *statements) HasVersions(ctx context.Context) (bool, error) {
	found, err := s.count(ctx, "SELECT count(*) FROM (SELECT 1 FROM version LIMIT 1)")
	return found > 0, err
}

// Translation returns which text a published article says that it is a version of; "" where it says nothing.
func (s *statements) Translation(ctx context.Context, key int64) (translation string, err error) {
	_, err = s.one(ctx, "SELECT translation FROM version WHERE article = ?", []any{key}, &translation)
	return translation, err
}

// Versions returns the published articles that are versions of a text: those that say so, and the Originals. Where none
// says so there are no versions. It returns more than MostVersions where there are more, but not all of them.
func (s *statements) Versions(ctx context.Context, translation string) ([]Record, error) {
	// SQLite prepares a statement anew whenever a parameter of LIMIT is set.
	limit := strconv.Itoa(MostVersions + 1)
	said, err := s.records(ctx, "SELECT "+recordColumns+" FROM version JOIN article ON article.key = version.article WHERE translation = ? LIMIT "+limit, translation)
	if err != nil || len(said) == 0 {
		return nil, err
	}
	originals, err := s.Originals(ctx, translation)
	return append(said, originals...), err
}

// Originals returns the published articles that say nothing of versions and whose article.VersionKey is translation.
func (s *statements) Originals(ctx context.Context, translation string) ([]Record, error) {
	var keys []int64
	add := func(f file) error {
		if f.state == Listed && article.VersionKey(f.path) == translation {
			keys = append(keys, f.key)
		}
		return nil
	}
	// A name with the ending of another format has that in its key.
	ranges := [][2]string{{translation + ".", translation + "/"}, {translation + "/index.", translation + "/index/"}}
	if path.Ext(translation) != "" {
		ranges = append(ranges, [2]string{translation, translation + "\x00"})
	}
	for _, r := range ranges {
		if err := s.filesBetween(ctx, r[0], r[1], add); err != nil {
			return nil, err
		}
	}
	var originals []Record
	for _, key := range keys {
		record, ok, err := s.oneRecord(ctx, "SELECT "+recordColumns+" FROM article WHERE key = ? AND NOT EXISTS (SELECT 1 FROM version WHERE version.article = article.key)", key)
		if err != nil {
			return nil, err
		}
		if ok {
			originals = append(originals, record)
		}
	}
	return originals, nil
}
