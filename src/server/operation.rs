//! Which operation of a document is meant, and whether its variables are there.
//!
//! The library accepts a missing required variable wherever the schema takes null; the specification does not.

use async_graphql::{
    Name, Variables,
    parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType},
};

use crate::{
    error::ErrorKind,
    server::refusal::{Refusal, clipped},
};

/// Finds the operation that the client means, and its name in a document that gives it one.
pub(super) fn chosen<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<(Option<&'a Name>, &'a OperationDefinition), Refusal> {
    let unknown = |name: &str| {
        let name = clipped(name);
        Refusal::invalid(format!("the query has no operation named {name:?}"))
    };
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok((None, &operation.node)),
        (DocumentOperations::Single(_), Some(name)) => Err(unknown(name)),
        (DocumentOperations::Multiple(operations), Some(name)) => operations
            .get_key_value(name)
            .map(|(name, operation)| (Some(name), &operation.node))
            .ok_or_else(|| unknown(name)),
        (DocumentOperations::Multiple(operations), None) => {
            let mut all = operations.iter();
            match (all.next(), all.next()) {
                (Some((name, operation)), None) => Ok((Some(name), &operation.node)),
                _ => Err(Refusal::invalid(
                    "the query has several operations; say which one in operationName",
                )),
            }
        }
    }
}

/// What the log and metrics call an operation of this type: its keyword.
pub(super) fn word(ty: OperationType) -> &'static str {
    match ty {
        OperationType::Query => "query",
        OperationType::Mutation => "mutation",
        OperationType::Subscription => "subscription",
    }
}

/// The type whose fields an operation selects.
pub(super) fn root_type(ty: OperationType) -> &'static str {
    match ty {
        OperationType::Query => "Query",
        OperationType::Mutation => "Mutation",
        OperationType::Subscription => "Subscription",
    }
}

/// Refuses what this endpoint does not run: subscriptions, and anything but queries over GET.
pub(super) fn check_type(operation: &OperationDefinition, by_get: bool) -> Result<(), Refusal> {
    match operation.ty {
        OperationType::Query => Ok(()),
        OperationType::Mutation if by_get => {
            Err(Refusal::method("POST", "send mutations with POST"))
        }
        OperationType::Mutation => Ok(()),
        OperationType::Subscription => Err(Refusal::document(
            ErrorKind::Unsupported,
            "subscriptions are not served here",
        )),
    }
}

/// Refuses an operation whose required variables are missing or null, naming the first.
pub(super) fn check_variables(
    operation: &OperationDefinition,
    variables: &Variables,
) -> Result<(), Refusal> {
    for definition in &operation.variable_definitions {
        let variable = &definition.node;
        if variable.var_type.node.nullable {
            continue;
        }
        let name = variable.name.node.as_str();
        let problem = match variables.get(name) {
            Some(async_graphql::Value::Null) => "must not be null",
            None if variable.default_value.is_none() => "is required",
            _ => continue,
        };
        let message = format!("the variable ${} {problem}", clipped(name));
        return Err(Refusal::invalid(message).at(definition.pos));
    }
    Ok(())
}
