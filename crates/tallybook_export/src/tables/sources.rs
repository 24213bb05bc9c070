//! The publications that were read.

use tallybook_schema::id::ActorId;
use tallybook_schema::record::Source;
use tallybook_schema::value::{Language, WebAddress};

use crate::column::col;
use crate::context::{Context, RECORD_NO, number};
use crate::fill::Filled;
use crate::table::Table;

pub(crate) static TABLE: Table = Table {
    name: "sources",
    title: "Sources",
    row: "source",
    description: "The publications that evidence cites. Their texts are not part of the dataset; a digest says which \
                  text was read.",
    fill,
};

struct Row<'a> {
    index: usize,
    source: &'a Source,
    cited: i64,
}

fn fill(context: &Context<'_>) -> Filled {
    let rows = context.sorted::<Source>().into_iter().map(|(index, source)| Row {
        index,
        source,
        cited: context.citations.of(&context.index, source.id.as_str()),
    });
    Filled::of(context, rows, |columns| {
        columns
            .text(col("id", "Id of the source").example("daily-news-2022-11-08"), |row| {
                row.source.id.as_str()
            })
            .int(RECORD_NO, |row| number(row.index))
            .term(col("kind", "What kind of publication it is"), |row| row.source.kind)
            .text(col("title", "Its title, as published").example("Hundreds of drones delivered"), |row| {
                row.source.title.as_str()
            })
            .text(col("publisher_id", "Actor that published it").id_of("actors"), |row| {
                row.source.publisher.as_ref().map(ActorId::as_str)
            })
            .list(col("authors", "Who wrote it, by name").example("Ada Author; Ben Writer"), |row| {
                &row.source.authors
            })
            .text(col("language", "Language of its text (BCP 47)").example("en"), |row| {
                row.source.language.as_ref().map(Language::as_str)
            })
            .date(col("published", "When it was published"), |row| row.source.published.as_ref())
            .text(
                col("url", "Where it was published on the web").example("https://example.org/news/1"),
                |row| row.source.url.as_ref().map(WebAddress::as_str),
            )
            .day(col("retrieved", "Day on which it was read there").example("2022-11-09"), |row| {
                row.source.retrieved
            })
            .text(
                col("archive_url", "Where a web archive keeps a copy")
                    .example("https://web.archive.org/web/2022/https://example.org/news/1"),
                |row| row.source.archive_url.as_ref().map(WebAddress::as_str),
            )
            .text(
                col("text_file", "File name of the text that was read, within the archive")
                    .example("daily-news.txt"),
                |row| row.source.text.as_ref().map(|text| text.file.as_str()),
            )
            .text(
                col("text_sha256", "SHA-256 digest of that file, in hexadecimal")
                    .example("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
                |row| row.source.text.as_ref().map(|text| text.sha256.as_str()),
            )
            .text(col("licence", "Terms under which it is published").example("all rights reserved"), |row| {
                row.source.licence.as_deref()
            })
            .list(
                col("not_covered", "Paragraphs that no evidence needs to cite, each with the reason")
                    .example("1: the title; 9-10: on another subject"),
                |row| {
                    row.source.not_covered.iter().map(|part| format!("{}: {}", part.paragraphs, part.reason))
                },
            )
            .int(
                col("cited", "How often evidence cites it").example("12").unit("pieces of evidence"),
                |row| row.cited,
            )
            .text(col("note", "Editor's remark").example("Read in translation"), |row| {
                row.source.note.as_deref()
            })
    })
}
