-- +goose Up

-- What articles have taken over from the feed of another generator. A date that was taken over holds until the article's
-- file states another one than it did then.
CREATE TABLE adopted (
    article   INTEGER PRIMARY KEY,
    source    TEXT NOT NULL, -- the feed, as it was named
    published INTEGER,       -- that the file stated then; NULL: none
    updated   INTEGER        -- likewise
);

-- Where the pages of articles were before, outside of the folder of articles. Those below the site's URL lead on.
CREATE TABLE address (
    address TEXT PRIMARY KEY, -- a path below the site's URL, or a whole URL
    article INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX address_article ON address (article);
