-- +goose Up

-- The published articles that say which text they are a language version of. One that does not, as post.md beside
-- post.fr.md, is found by its path.
CREATE TABLE version (
    article     INTEGER PRIMARY KEY,
    translation TEXT NOT NULL -- the same for all versions of a text
);
CREATE INDEX version_translation ON version (translation);
