//! What a command about batches does in the background, and the question before one is deleted.
use super::command::Command;
use super::command::batches::BatchCommand;
use super::deeds::{Desk, News};
use super::facts::FarmData;
use super::widgets::confirm::Confirm;
use crate::domain::batch::BatchDocument;
use crate::domain::fault::Outcome;
use crate::domain::ids::BatchId;

/// Carries out the part of a command that touches the farm file.
pub fn carry_out(desk: &mut Desk, command: BatchCommand) -> Outcome<News> {
    match command {
        BatchCommand::Save { id, document } => {
            // What is refused goes to the dialog, which says so.
            let (news, answer) = match save(desk, id, &document) {
                Ok(news) => (news, Ok(())),
                Err(fault) => (News::default(), Err(fault)),
            };
            let answer = Command::Batches(BatchCommand::TakeSaved(answer));
            Ok(News { then: std::iter::once(answer).chain(news.then).collect(), ..news })
        }
        BatchCommand::AskDelete(id) => {
            let belongs = desk.farm()?.belongs_to_batch(id)?;
            let ask = Command::Batches(BatchCommand::ConfirmDelete { id, belongs });
            Ok(News { then: vec![ask], ..News::default() })
        }
        BatchCommand::Delete(id) => {
            let number = desk.farm()?.delete_batch(id, true)?;
            Ok(News {
                change: format!("deletion of batch {number}"),
                next: vec![("Undo".to_owned(), Command::Undo)],
                ..News::saying(format!("Batch {number} is deleted"))
            })
        }
        // All others are carried out by the window itself.
        _ => Ok(News::default()),
    }
}

fn save(desk: &mut Desk, id: Option<BatchId>, document: &BatchDocument) -> Outcome<News> {
    let farm = desk.farm()?;
    let number = &document.batch_number;
    if let Some(id) = id {
        farm.update_batch(id, document)?;
        let change = format!("change of batch {number}");
        return Ok(News { change, ..News::saying(format!("Batch {number} is changed")) });
    }
    let ids = farm.import_batches(std::slice::from_ref(document))?;
    let mut news = News::saying(format!("Batch {number} is made"));
    news.change = format!("new batch {number}");
    for id in ids {
        let pin = Command::AskPin { batches: vec![id], run: None };
        news.next.push(("Pin to a run…".to_owned(), pin));
        news.then.push(Command::ShowBatch(id));
    }
    Ok(news)
}

/// Asks whether to delete a batch, with what would go with it; none if it is gone.
pub fn ask_delete(id: BatchId, belongs: Option<&str>, farm: &FarmData) -> Option<(Confirm, Command)> {
    let number = &farm.batch(id)?.batch_number;
    let confirm = Confirm::new(format!("Delete batch {number}?"), "Delete batch").danger();
    let confirm = match belongs {
        None => confirm.line("Nothing was observed of it, and it was never pinned"),
        Some(belongs) => confirm
            .line("All that belongs to it goes with it. A batch whose fish are gone can be closed instead: edit it")
            .consequences("This goes with it", vec![belongs.to_owned()]),
    };
    Some((confirm, Command::Batches(BatchCommand::Delete(id))))
}
