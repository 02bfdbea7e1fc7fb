-- +goose Up
-- A file with the text of an article that is known at another path may be that article.
CREATE INDEX article_hash ON article (hash) WHERE path IS NOT NULL;
