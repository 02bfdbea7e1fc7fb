-- +goose Up

-- Where the article is on the site that it is of: an absolute URL, or a path from the site's address. '' where it is not known.
ALTER TABLE article ADD COLUMN address TEXT NOT NULL DEFAULT '';
