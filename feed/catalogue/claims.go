package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// refuseRivals finds the files that state an id which is another file's.
func (u *Update) refuseRivals(ctx context.Context) error {
	claims, err := u.claims(ctx)
	if err != nil {
		return err
	}
	for _, c := range claims {
		t := c.touched
		rival, err := u.rival(ctx, t)
		if err != nil {
			return err
		}
		if rival != "" {
			t.problem = fmt.Sprintf("id %q is already the id of %s", t.givenID, rival)
			continue
		}
		u.claimed[t.givenID] = t.path
		if c.right == changing {
			if _, err := u.exec(ctx, "UPDATE article SET id = NULL WHERE key = ?", t.key); err != nil {
				return err
			}
		}
	}
	return nil
}

// A claim is a file that states an id.
type claim struct {
	*touched
	right int // whose right goes first
}

const (
	changing = iota // an article that gets another id: the one that it had is free then
	heir            // a new file with the text of the article that had the id, and is gone: it has moved
	other
	refused // another had the id before
)

// claims returns the claims in their order.
func (u *Update) claims(ctx context.Context) (claims []claim, err error) {
	gone := -1 // how many articles are; not known before it matters
	for _, t := range u.touched {
		if t.givenID == "" || t.state == Gone || t.problem != "" {
			continue
		}
		c := claim{t, other}
		switch {
		case t.was != nil && t.was.id != t.givenID:
			c.right = changing
		case t.was == nil && t.entered:
			c.right = refused
		case t.was == nil && gone != 0:
			if gone < 0 {
				if gone, err = u.count(ctx, "SELECT count(*) FROM gone"); err != nil {
					return nil, err
				}
			}
			if is, err := u.isHeir(ctx, t); err != nil {
				return nil, err
			} else if is {
				c.right = heir
			}
		}
		claims = append(claims, c)
	}
	slices.SortStableFunc(claims, func(a, b claim) int { return cmp.Compare(a.right, b.right) })
	return claims, nil
}

// isHeir reports whether t has the text of the article that is gone and had the id which t states.
func (u *Update) isHeir(ctx context.Context, t *touched) (bool, error) {
	var key int64
	return u.one(ctx, "SELECT key FROM article JOIN gone USING (key) WHERE id = ? AND gone.hash = ?", []any{identifier(t.givenID).pack(), t.hash[:]}, &key)
}

// rival returns the path of the file that has the id which t states; "" when t may have it.
func (u *Update) rival(ctx context.Context, t *touched) (string, error) {
	if at := u.claimed[t.givenID]; at != "" {
		return at, nil
	}
	owner, at, state, err := u.ownerOf(ctx, t.givenID)
	if err != nil || owner == 0 || owner == t.key || state == Gone {
		return "", err
	}
	return at, nil
}
