use super::{Ask, Look, look_at_fcr, look_at_mortality, look_at_tgc};
use crate::domain::fault::Outcome;
use crate::domain::growth::{StageTgc, TgcFrom, TgcModel};
use crate::domain::lifecycle::standard;
use crate::domain::mortality::{Frequency, MortalityModel};
use crate::domain::plan::ModelKind;
use crate::exchange::models::ModelDocument;
use crate::exchange::table::read_text;
use proptest::prelude::*;

fn look(kind: ModelKind, text: &str) -> Outcome<Look> {
    let stages = standard();
    // A month of thirty days and no compound loss, to be checked in the head.
    let daily_share = |frequency, rate: f64| match frequency {
        Frequency::Monthly => rate / 3000.0,
        Frequency::Weekly => rate / 700.0,
        Frequency::Daily => rate / 100.0,
    };
    let ask = Ask { name: "N", stages: &stages, rates_are: None, daily_share };
    let table = read_text(text)?;
    match kind {
        ModelKind::Tgc => look_at_tgc(&table, ask),
        ModelKind::Fcr => look_at_fcr(&table, ask),
        _ => look_at_mortality(&table, ask),
    }
}

fn mortality(text: &str) -> MortalityModel {
    let look = look(ModelKind::Mortality, text).unwrap();
    look.rejections.refuse().unwrap();
    match look.document.unwrap() {
        ModelDocument::Mortality(model) => model,
        other => panic!("{other:?}"),
    }
}

fn tgc(text: &str) -> TgcModel {
    let look = look(ModelKind::Tgc, text).unwrap();
    look.rejections.refuse().unwrap();
    match look.document.unwrap() {
        ModelDocument::Tgc(model) => model,
        other => panic!("{other:?}"),
    }
}

#[test]
fn tgc_by_month_or_day_in_sea_is_read_in_its_simplest_form() {
    let wanted = [(1, 2.92), (31, 3.12), (62, 4.39)];
    for text in [
        "Month in sea,TGC\n1,2.92\n2,3.12\n3,4.39\n",
        "Måned i sjø;TGC x1000\n1;2,92\n2;3,12\n3;4,39\n",
        "from_day,tgc_value\n62,4.39\n1,2.92\n31,3.12\n",
        "Dagur\tVF3\n1\t2,92\n31\t3,12\n62\t4,39\n",
    ] {
        let model = tgc(text);
        let found: Vec<(u32, f64)> =
            model.schedule.iter().map(|item| (item.from_day, item.tgc_value)).collect();
        assert_eq!(found, wanted, "{text}");
        assert_eq!(model.tgc_value, 2.92, "the first holds before as well");
    }
}

#[test]
fn a_schedule_stands_beside_the_value_of_all_and_of_stages() {
    let model = tgc("stage,from_day,tgc_value,location\n,,2.9,Faroes\nAdult,,3.1,\n,100,2.7,\n");
    assert_eq!((model.tgc_value, model.location.as_str()), (2.9, "Faroes"));
    assert_eq!(model.stage_overrides, [StageTgc { stage: "Adult".to_owned(), tgc_value: 3.1 }]);
    assert_eq!(model.schedule, [TgcFrom { from_day: 100, tgc_value: 2.7 }]);
}

#[test]
fn mortality_by_month_is_percent_a_month_unless_it_is_said_otherwise() {
    let first = |text: &str| mortality(text).schedule[0].daily_rate_percent;
    assert!((first("Month in sea;Mortality (%)\n1;0,9\n") - 0.03).abs() < 1e-12);
    assert!((first("Måned;Dødelighet\n1;0,9\n") - 0.03).abs() < 1e-12);
    assert_eq!(first("Month in sea;Daily mortality (%)\n1;0,9\n"), 0.9);
    assert_eq!(first("from_day;rate\n1;0,9\n"), 0.9);
    assert!((first("from_day;rate;frequency\n1;0,7;ukentlig\n") - 0.1).abs() < 1e-12);
    let notes = look(ModelKind::Mortality, "Month in sea;Mortality\n1;0,9\n").unwrap().notes;
    assert_eq!(notes, ["the rates are taken as percent a month, since the table goes by months"]);
}

#[test]
fn the_rate_of_all_keeps_its_frequency_in_any_of_the_languages() {
    for (word, wanted) in [
        ("Månedlig", Frequency::Monthly),
        ("ugentlig", Frequency::Weekly),
        ("dagliga", Frequency::Daily),
        ("mánaðarliga", Frequency::Monthly),
    ] {
        let model = mortality(&format!("stage,rate,frequency\n,0.77,{word}\n"));
        assert_eq!((model.frequency, model.rate_percent), (wanted, 0.77), "{word}");
    }
}

#[test]
fn keys_with_their_values_are_a_mortality_model() {
    let model = mortality("rate;0,77\nfrequency;monthly\nAdult;0,02\n");
    assert_eq!((model.frequency, model.rate_percent), (Frequency::Monthly, 0.77));
    assert_eq!(model.stage_overrides[0].daily_rate_percent, 0.02);
    let look = look(ModelKind::Mortality, "rate;0,77\nKelt;1\nrate;2\n").unwrap();
    let lines: Vec<usize> = look.rejections.lines().iter().map(|bad| bad.line).collect();
    assert_eq!(lines, [2, 3]);
}

#[test]
fn a_line_that_cannot_be_read_is_left_out_with_its_reason() {
    let look = look(
        ModelKind::Tgc,
        "stage,from_day,tgc_value\n,,2.9\nKelt,,3\nAdult,100,3\n,100,3\n,100,2\n,0,2\n,9,many\n,8,3,4\n",
    )
    .unwrap();
    let said: Vec<(usize, &str, &str)> = look
        .rejections
        .lines()
        .iter()
        .map(|bad| (bad.line, bad.text.as_str(), bad.reason.as_str()))
        .collect();
    assert_eq!(said.len(), 6);
    assert!(said[0].2.starts_with("stage: the lifecycle has no stage \"Kelt\"; accepted is one of"));
    assert_eq!(
        said[1],
        (
            4,
            "Adult | 100 | 3",
            "from_day: \"100\" is not accepted; accepted is nothing here: a stage's own value holds on all its days"
        )
    );
    assert_eq!(said[2].2, "from_day: day 100 has a value already; accepted is one value a day");
    assert_eq!(said[3].2, "from_day: 0 is not accepted; accepted is 1 to 7305");
    assert_eq!(said[4].2, "tgc_value: \"many\" is not accepted; accepted is 0 to 20");
    assert!(said[5].2.starts_with("the line has 4 values for 3 columns"));
    assert!(matches!(look.document, Ok(ModelDocument::Tgc(model)) if model.schedule.len() == 1));
}

#[test]
fn values_alone_do_not_say_what_they_hold_for() {
    let fault = look(ModelKind::Tgc, "tgc,location\n2.9,North\n").unwrap_err();
    assert_eq!(fault.message, "it is not said what each tgc_value holds for");
    assert!(look(ModelKind::Tgc, "1;2,92\n2;3,12\n").is_err(), "nothing is guessed without heads");
}

proptest! {
    #[test]
    fn no_text_makes_a_reader_panic(
        head in prop::sample::select(vec![
            "", "stage,fcr,days\n", "stage;rate;frequency\n", "stage,tgc\n", "month;tgc\n", "from_day,rate\n", "rate;1\n",
        ]),
        text in "([A-Za-z&-]{0,8}[,;][-0-9.,e]{0,6}[,;]?[0-9a-z]{0,6}\n){0,8}|\\PC{0,200}",
    ) {
        for kind in ModelKind::ALL {
            let _ = look(kind, &format!("{head}{text}"));
            let _ = ModelDocument::read(kind, &text);
        }
    }
}
