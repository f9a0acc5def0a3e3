// What Eleventy shall build from the notes that scripts/bench writes for it: terms are grouped once.
const slug = (words) => words.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "term";

const grouped = (key) => (api) => {
  const groups = new Map();
  for (const note of api.getFilteredByGlob("content/notes/*.md")) {
    for (const label of note.data[key]) {
      const address = slug(label);
      if (!groups.has(address)) groups.set(address, { label, address, notes: [] });
      groups.get(address).notes.push({ url: note.url, title: note.data.title });
    }
  }
  return [...groups.values()];
};

module.exports = (config) => {
  config.addFilter("address", slug);
  config.addCollection("byTheme", grouped("themes"));
  config.addCollection("byKeyword", grouped("keywords"));
  config.addCollection("latest", (api) => api.getFilteredByGlob("content/notes/*.md").slice(-100).reverse());
  return { dir: { input: "content", includes: "../_includes" }, markdownTemplateEngine: false };
};
