#[polling_source(every = "1m", icon = "notion")]
async fn new_pages(notion: &Notion, cursor: Option<Cursor>) -> Result<Polled<Page>> {
    notion.pages_after(cursor).await
}
