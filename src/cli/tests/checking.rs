//! `check`, without calls and with them.

use super::{Double, File, VALID, outcome};
use crate::cli::exit::Failure;

#[tokio::test]
async fn check_lists_the_accounts_without_secrets() {
    let file = File::new("check", VALID);
    for line in [
        format!("check {}", file.path()),
        format!("check --config {}", file.path()),
    ] {
        let (ended, told) = outcome(&line, &Double::default()).await;
        assert_eq!(ended, Ok(()));
        let lines: Vec<_> = told.lines().collect();
        assert_eq!(lines[0], format!("{} is valid", file.path()));
        assert!(
            lines[1].starts_with("warning: ") && lines[1].contains("redis is not used yet"),
            "{told}"
        );
        assert_eq!(
            lines[2..],
            [
                "  acme              Acme BV           moneybird           https://api.example.com/v1",
                "  studio-amsterdam  studio-amsterdam  moneybird-external  https://example.com/api",
            ]
        );
        assert!(!told.contains("tok3n"));
    }
}

#[tokio::test]
async fn check_ends_with_1_for_problems_and_64_for_what_it_cannot_do() {
    let (ended, _) = outcome("check no/such.toml", &Double::default()).await;
    assert_eq!(ended.unwrap_err().code(), 1);
    let file = File::new("problems", VALID);
    let rooms = Double {
        problems: vec!["one".to_owned(), "two".to_owned()],
        ..Double::default()
    };
    let (ended, told) = outcome(&format!("check {}", file.path()), &rooms).await;
    assert_eq!(ended, Err(Failure::Failed("one\ntwo".to_owned())));
    assert_eq!(told, "");
    let (ended, _) = outcome("check", &Double::default()).await;
    assert_eq!(ended.unwrap_err().code(), 64);
}

#[tokio::test]
async fn check_online_tells_what_came_of_each_account() {
    let file = File::new("online", VALID);
    let line = format!("check --online {}", file.path());
    let (ended, told) = outcome(&line, &Double::default()).await;
    assert_eq!(ended, Ok(()));
    let ends: Vec<_> = told.lines().skip(2).collect();
    assert!(
        ends.iter().all(|line| line.ends_with("  ok in 12 ms")) && ends.len() == 2,
        "{told}"
    );
    assert!(!told.contains("tok3n"));

    let rooms = Double {
        refused: vec!["studio-amsterdam"],
        ..Double::default()
    };
    let (ended, told) = outcome(&line, &rooms).await;
    let message = "1 of 2 accounts cannot be used".to_owned();
    assert_eq!(ended, Err(Failure::Failed(message)));
    let lines: Vec<_> = told.lines().skip(2).collect();
    assert!(
        lines[0].ends_with("  https://api.example.com/v1  ok in 12 ms"),
        "{told}"
    );
    assert!(
        lines[1].ends_with("  BAD_ANSWER: that is no answer, check base_url"),
        "{told}"
    );
}
