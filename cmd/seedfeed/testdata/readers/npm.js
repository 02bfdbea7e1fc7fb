// Reads feeds with a library and prints all entries so far: npm.js LIBRARY FILE URL... keeps them in FILE.
'use strict'

const fs = require('node:fs')
const { Readable } = require('node:stream')

const [library, file, ...addresses] = process.argv.slice(2)
const agent = `npm-${library}`

// Each library has a function that makes [{key, title, link, content, published}] of a feed's address or text.
const libraries = {
  'rss-parser': {
    async fetch(address) {
      const Parser = require('rss-parser')
      const feed = await new Parser({ headers: { 'User-Agent': agent } }).parseURL(address)
      return feed.items.map((i) => ({
        key: i.guid || i.id, title: i.title, link: i.link, content: i['content:encoded'] || i.content, published: i.isoDate,
      }))
    },
  },
  feedparser: {
    parse(text) {
      const FeedParser = require('feedparser')
      return new Promise((resolve, reject) => {
        const items = []
        const parser = new FeedParser()
        parser.on('error', reject)
        parser.on('data', (i) => items.push({ key: i.guid, title: i.title, link: i.link, content: i.description, published: i.pubdate }))
        parser.on('end', () => resolve(items))
        Readable.from([text]).pipe(parser)
      })
    },
  },
  feedsmith: {
    parse(text) {
      const { format, feed } = require('feedsmith').parseFeed(text)
      switch (format) {
        case 'rss':
          return feed.items.map((i) => ({ key: i.guid.value, title: i.title, link: i.link, content: i.content.encoded, published: i.pubDate }))
        case 'atom':
          return feed.entries.map((i) => ({
            key: i.id, title: i.title.value, link: i.links.find((l) => l.rel === 'alternate').href, content: i.content.value, published: i.published,
          }))
      }
      return feed.items.map((i) => ({ key: i.id, title: i.title, link: i.url, content: i.content_html, published: i.date_published }))
    },
  },
}

async function visit(address, feed) {
  const { fetch: fetchItems, parse } = libraries[library]
  if (fetchItems) return fetchItems(address)
  const headers = { 'User-Agent': agent }
  if (feed.etag) headers['If-None-Match'] = feed.etag
  const response = await fetch(address, { headers })
  if (response.status === 304) return []
  feed.etag = response.headers.get('etag')
  return parse(await response.text())
}

async function main() {
  const kept = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {}
  for (const address of addresses) {
    kept[address] ??= { items: {} }
    for (const item of await visit(address, kept[address])) {
      const published = new Date(item.published).toISOString().replace('.000Z', 'Z')
      kept[address].items[item.key] = { ...item, published, feed: address.split('/').pop() }
    }
  }
  fs.writeFileSync(file, JSON.stringify(kept))
  console.log(JSON.stringify(Object.values(kept).flatMap((feed) => Object.values(feed.items))))
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
