//! What a repository has beside its webhooks, as far as the library's tasks ask for it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::server::{Answered, refuse};

/// Everything that was created, by the path of its collection.
#[derive(Debug, Default)]
pub(super) struct Things {
    all: BTreeMap<String, Vec<Value>>,
    created: i64,
}

impl Things {
    pub(super) fn of(&self, collection: &str) -> Vec<Value> {
        self.all.get(collection).cloned().unwrap_or_default()
    }

    /// Adds a thing with an id, and a number among the issues and the pull requests.
    pub(super) fn add(&mut self, collection: &str, mut thing: Value) -> Value {
        self.created += 1;
        thing["id"] = json!(3_000_000 + self.created);
        if collection.ends_with("/issues") || collection.ends_with("/pulls") {
            thing["number"] = json!(self.created);
            thing["state"] = json!("open");
            thing["created_at"] = json!("2026-10-02T08:41:17Z");
            // What is asked for by its name is answered as an object.
            for branch in ["head", "base"] {
                if let Some(name) = thing[branch].as_str().map(str::to_owned) {
                    thing[branch] = json!({ "ref": name });
                }
            }
            for label in thing["labels"].as_array_mut().into_iter().flatten() {
                *label = json!({ "name": label.take(), "color": "ededed" });
            }
        }
        let things = self.all.entry(collection.to_owned()).or_default();
        things.push(thing.clone());
        thing
    }

    /// Answers a request for what hangs on a repository: `rest` is the path under it.
    pub(super) fn answer(
        &mut self,
        method: &str,
        repository: &str,
        rest: &[&str],
        body: &Value,
    ) -> Answered {
        let under = |part: &str| format!("{repository}/{part}");
        match (method, rest) {
            ("GET", []) => Ok((
                200,
                json!({ "full_name": repository.trim_start_matches("/repos/") }),
            )),
            ("POST", ["dispatches"]) => {
                self.add(&under("dispatches"), body.clone());
                Ok((204, Value::Null))
            }
            ("PUT", ["issues", number, "lock"]) => {
                let issue = self.find(&under("issues"), "number", number)?;
                issue["locked"] = json!(true);
                issue["active_lock_reason"] = body["lock_reason"].clone();
                Ok((204, Value::Null))
            }
            ("DELETE", ["issues", number, "lock"]) => {
                self.find(&under("issues"), "number", number)?["locked"] = json!(false);
                Ok((204, Value::Null))
            }
            ("POST", ["issues", number, "labels"]) => self.label(&under("issues"), number, body),
            ("DELETE", ["issues", number, "labels", name]) => {
                let issue = self.find(&under("issues"), "number", number)?;
                let labels = issue["labels"].as_array_mut();
                let labels = labels.ok_or_else(|| refuse(404, "Label does not exist"))?;
                let before = labels.len();
                labels.retain(|label| label["name"] != *name);
                if labels.len() == before {
                    return Err(refuse(404, "Label does not exist"));
                }
                Ok((200, json!(labels)))
            }
            ("PATCH" | "DELETE", ["issues", "comments", id]) => {
                self.one(method, &under("issues/comments"), "id", id, body)
            }
            ("POST", ["issues", number, "comments"]) => {
                self.find(&under("issues"), "number", number)?;
                let mut comment = body.clone();
                comment["issue"] = json!(number);
                Ok((201, self.add(&under("issues/comments"), comment)))
            }
            ("PUT", ["pulls", number, "merge"]) => {
                let request = self.find(&under("pulls"), "number", number)?;
                if request["merged"] == true {
                    return Err(refuse(405, "Pull Request is not mergeable"));
                }
                request["merged"] = json!(true);
                request["merge_commit_sha"] = json!("c40f7a6e");
                Ok((
                    200,
                    json!({ "sha": "c40f7a6e", "merged": true, "message": "Pull Request successfully merged" }),
                ))
            }
            ("GET", ["releases", "latest"]) => {
                let releases = self.of(&under("releases"));
                let latest = releases.last().ok_or_else(|| refuse(404, "Not Found"))?;
                Ok((200, latest.clone()))
            }
            ("POST", [..]) => Ok((201, self.add(&under(&rest.join("/")), body.clone()))),
            (_, ["issues", number]) => self.one(method, &under("issues"), "number", number, body),
            (_, ["pulls", number]) => self.one(method, &under("pulls"), "number", number, body),
            _ => Err(refuse(404, "Not Found")),
        }
    }

    fn label(&mut self, issues: &str, number: &str, body: &Value) -> Answered {
        let issue = self.find(issues, "number", number)?;
        if !issue["labels"].is_array() {
            issue["labels"] = json!([]);
        }
        if let Some(labels) = issue["labels"].as_array_mut() {
            for name in body["labels"].as_array().into_iter().flatten() {
                labels.push(json!({ "name": name, "color": "ededed" }));
            }
        }
        Ok((200, issue["labels"].clone()))
    }

    fn one(
        &mut self,
        method: &str,
        collection: &str,
        by: &str,
        key: &str,
        body: &Value,
    ) -> Answered {
        let thing = self.find(collection, by, key)?;
        match method {
            "GET" => Ok((200, thing.clone())),
            "PATCH" => {
                for (name, value) in body.as_object().into_iter().flatten() {
                    thing[name] = value.clone();
                }
                Ok((200, thing.clone()))
            }
            "DELETE" => {
                let gone = thing.clone();
                if let Some(things) = self.all.get_mut(collection) {
                    things.retain(|thing| *thing != gone);
                }
                Ok((204, Value::Null))
            }
            _ => Err(refuse(404, "Not Found")),
        }
    }

    fn find(&mut self, collection: &str, by: &str, key: &str) -> Result<&mut Value, (u16, Value)> {
        let things = self.all.get_mut(collection);
        let mut things = things.into_iter().flatten();
        let written = |thing: &&mut Value| thing[by].to_string();
        let found = things.find(|thing| written(thing) == key);
        found.ok_or_else(|| refuse(404, "Not Found"))
    }
}
