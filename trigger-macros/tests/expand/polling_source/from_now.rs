#[polling_source(every = "1m", from = now, event_id = |page| page.id.clone())]
async fn new_pages(notion: &Notion, cursor: Option<Cursor>) -> Result<Polled<Page>> {
    notion.pages_after(cursor).await
}
