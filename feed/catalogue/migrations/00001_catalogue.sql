-- +goose Up

-- One row an article, also when its file is gone: what is remembered here is what cannot be found out again. It has
-- what lists show, so that many rows lie on a page.
CREATE TABLE article (
    key            INTEGER PRIMARY KEY,
    id             ,                  -- the 16 bytes of a UUID, or the text of another id; NULL until it has one
    slug           TEXT,              -- NULL likewise
    wanted         TEXT,              -- the slug that it would have if no other article had it; NULL: the one that it has
    number         INTEGER,           -- place in the order of first publication, from 1; NULL: never published
    state          INTEGER NOT NULL,  -- see State
    problem        TEXT NOT NULL DEFAULT '',
    published      INTEGER,           -- Unix seconds, like all times here
    published_from TEXT NOT NULL DEFAULT '',
    updated        INTEGER,
    updated_from   TEXT NOT NULL DEFAULT '',
    expires        INTEGER,
    title          TEXT NOT NULL DEFAULT '',
    language       TEXT NOT NULL DEFAULT '',
    path           TEXT,              -- NULL when the file is gone
    was            TEXT,              -- the last path of a file that is gone
    hash           BLOB
);
CREATE UNIQUE INDEX article_id ON article (id) WHERE id IS NOT NULL;
CREATE UNIQUE INDEX article_slug ON article (slug) WHERE slug IS NOT NULL;
CREATE UNIQUE INDEX article_number ON article (number) WHERE number IS NOT NULL;
CREATE INDEX article_newest ON article (published DESC, number DESC) WHERE state = 0 AND number IS NOT NULL;
CREATE INDEX article_due ON article (published) WHERE state = 1;
CREATE INDEX article_expires ON article (expires) WHERE state = 0 AND expires IS NOT NULL;
CREATE INDEX article_left_out ON article (path) WHERE state BETWEEN 1 AND 5;
CREATE INDEX article_was ON article (was) WHERE state = 6;

-- What of each article is needed only to know it again, and to see what has changed.
CREATE TABLE text (
    key         INTEGER PRIMARY KEY,
    given_id    ,                          -- that the file states, in the form of article.id; NULL: none
    permalink   TEXT NOT NULL DEFAULT '',
    tags        TEXT NOT NULL DEFAULT '',  -- see packTags
    body        BLOB,                      -- the first half of a hash
    shown       BLOB,                      -- likewise
    fingerprint BLOB
);

-- By what an article whose file is gone is found when it comes back.
CREATE TABLE gone (
    key       INTEGER PRIMARY KEY,
    hash      BLOB,
    body      BLOB,
    title     TEXT NOT NULL,
    stem      TEXT NOT NULL,
    permalink TEXT NOT NULL
);
CREATE INDEX gone_hash ON gone (hash);
CREATE INDEX gone_body ON gone (body);
CREATE INDEX gone_title ON gone (title);
CREATE INDEX gone_stem ON gone (stem);
CREATE INDEX gone_permalink ON gone (permalink);

-- The files of the articles and their stamps, in blocks: see file.
CREATE TABLE files (
    key   INTEGER PRIMARY KEY,
    first TEXT NOT NULL UNIQUE, -- the first path in the block
    block BLOB NOT NULL
);

-- The tags of the published articles; date and number stand here too, so that a tag's newest are found without looking at all.
CREATE TABLE tag (
    slug      TEXT NOT NULL,
    published INTEGER NOT NULL,
    number    INTEGER NOT NULL,
    article   INTEGER NOT NULL,
    name      TEXT NOT NULL,
    PRIMARY KEY (slug, published DESC, number DESC)
) WITHOUT ROWID;

-- How many articles each tag has. To count them would take longer with every article.
CREATE TABLE topic (
    slug     TEXT PRIMARY KEY,
    articles INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX topic_articles ON topic (articles DESC, slug);

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
    path     TEXT NOT NULL,    -- with a slash at its beginning: in the folder that the part is called after
    hash     BLOB NOT NULL,    -- of the content of a copy; empty for what is made
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
