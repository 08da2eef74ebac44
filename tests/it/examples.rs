//! The examples that GraphiQL opens with.

use std::path::Path;

use serde_json::json;

use crate::house::House;

#[tokio::test]
async fn every_example_answers_and_the_last_one_shows_an_error() {
    let house = House::new().await;
    house.load().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/graphiql/examples");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(files.len() >= 4);
    for file in files {
        let answer = house
            .ask(&std::fs::read_to_string(&file).unwrap(), json!({}))
            .await;
        let wants_error = file.to_string_lossy().contains("error");
        assert_eq!(
            answer.get("errors").is_some(),
            wants_error,
            "{}: {answer:#}",
            file.display()
        );
        assert!(
            answer.get("data").is_some(),
            "{}: {answer:#}",
            file.display()
        );
    }
}
