-- +goose Up

-- One row an article, also when its file is gone: what is remembered here is what cannot be found out again.
CREATE TABLE article (
    key            INTEGER PRIMARY KEY,
    id             TEXT,              -- NULL until Settle has found out which article it is
    slug           TEXT,              -- NULL likewise
    wanted         TEXT NOT NULL,     -- the slug that it would have if no other article had it
    number         INTEGER,           -- place in the order of first publication, from 1; NULL: never published
    state          INTEGER NOT NULL,  -- see State
    problem        TEXT NOT NULL DEFAULT '',
    published      INTEGER,           -- Unix seconds, like all times here
    published_from TEXT NOT NULL DEFAULT '',
    updated        INTEGER,
    updated_from   TEXT NOT NULL DEFAULT '',
    expires        INTEGER,
    given_id       TEXT NOT NULL DEFAULT '',
    permalink      TEXT NOT NULL DEFAULT '',
    title          TEXT NOT NULL DEFAULT '',
    language       TEXT NOT NULL DEFAULT '',
    path           TEXT,              -- NULL when the file is gone
    was            TEXT NOT NULL DEFAULT '', -- the last path of a file that is gone
    stem           TEXT NOT NULL DEFAULT '',
    stamp          BLOB NOT NULL DEFAULT x'',
    hash           BLOB NOT NULL DEFAULT x'',
    body           BLOB NOT NULL DEFAULT x'',
    shown          BLOB NOT NULL DEFAULT x'',
    fingerprint    BLOB NOT NULL DEFAULT x''
);
CREATE UNIQUE INDEX article_id ON article (id) WHERE id IS NOT NULL;
CREATE UNIQUE INDEX article_slug ON article (slug) WHERE slug IS NOT NULL;
CREATE UNIQUE INDEX article_number ON article (number) WHERE number IS NOT NULL;
CREATE INDEX article_path ON article (path, stamp, state) WHERE path IS NOT NULL;
CREATE INDEX article_newest ON article (published DESC, number DESC) WHERE state = 0 AND number IS NOT NULL;
CREATE INDEX article_due ON article (published) WHERE state = 1;
CREATE INDEX article_expires ON article (expires) WHERE state = 0 AND expires IS NOT NULL;
CREATE INDEX article_left_out ON article (path) WHERE state BETWEEN 1 AND 5;
CREATE INDEX article_gone_hash ON article (hash) WHERE state = 6;
CREATE INDEX article_gone_body ON article (body) WHERE state = 6;
CREATE INDEX article_gone_title ON article (title) WHERE state = 6;
CREATE INDEX article_gone_stem ON article (stem) WHERE state = 6;
CREATE INDEX article_gone_was ON article (was) WHERE state = 6;
CREATE INDEX article_gone_permalink ON article (permalink) WHERE state = 6;

-- The tags of the published articles; date and number stand here too, so that a tag's newest are found without looking at all.
CREATE TABLE tag (
    slug      TEXT NOT NULL,
    published INTEGER NOT NULL,
    number    INTEGER NOT NULL,
    article   INTEGER NOT NULL,
    position  INTEGER NOT NULL,
    name      TEXT NOT NULL,
    PRIMARY KEY (slug, published DESC, number DESC, article)
) WITHOUT ROWID;
CREATE INDEX tag_article ON tag (article, position);

-- How many articles each tag has. To count them would take longer with every article.
CREATE TABLE topic (
    slug     TEXT PRIMARY KEY,
    articles INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX topic_articles ON topic (articles DESC, slug);
-- +goose StatementBegin
CREATE TRIGGER tag_added AFTER INSERT ON tag BEGIN
    INSERT INTO topic (slug, articles) VALUES (NEW.slug, 1) ON CONFLICT (slug) DO UPDATE SET articles = articles + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tag_removed AFTER DELETE ON tag BEGIN
    UPDATE topic SET articles = articles - 1 WHERE slug = OLD.slug;
    DELETE FROM topic WHERE slug = OLD.slug AND articles = 0;
END;
-- +goose StatementEnd

-- Slugs that an article had before: their pages lead on.
CREATE TABLE moved (
    slug    TEXT PRIMARY KEY,
    article INTEGER NOT NULL
);
CREATE INDEX moved_article ON moved (article);

-- Local files that an article names.
CREATE TABLE reference (
    article  INTEGER NOT NULL,
    position INTEGER NOT NULL,
    path     TEXT NOT NULL,
    name     TEXT NOT NULL,  -- beside the article's page; '' for another article or a file that is not there
    stamp    BLOB NOT NULL,
    size     INTEGER NOT NULL,
    type     TEXT NOT NULL,
    width    INTEGER NOT NULL,
    height   INTEGER NOT NULL,
    PRIMARY KEY (article, position)
) WITHOUT ROWID;
CREATE INDEX reference_path ON reference (path);

-- The manifest: files of the output that are ours. A part is a group of files that are made together.
CREATE TABLE output (
    part     TEXT NOT NULL,
    path     TEXT NOT NULL,
    hash     BLOB NOT NULL,    -- empty: about to be written
    size     INTEGER NOT NULL,
    modified INTEGER NOT NULL, -- Unix nanoseconds
    PRIMARY KEY (part, path)
) WITHOUT ROWID;

-- Parts of the output that have to be made again. They are noted together with the change that causes it, so that a build
-- which is interrupted is finished by the next one.
CREATE TABLE pending (part TEXT PRIMARY KEY) WITHOUT ROWID;

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
