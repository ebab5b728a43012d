//! The part of Jupyter's debug protocol that is here: JupyterLab's list of variables. The
//! kernel says that nothing else is, so no breakpoint is kept, and nothing pauses.

use crate::variables::Variable;
use serde_json::{Value, json};

/// The answer to a request; `started`: whether the list is open.
pub fn answer(request: &Value, variables: &[Variable], started: &mut bool) -> Value {
    let command = request["command"].as_str().unwrap_or_default();
    let body = match command {
        "debugInfo" => json!({
            "isStarted": *started,
            "hashMethod": "Murmur2",
            "hashSeed": 0,
            "tmpFilePrefix": "",
            "tmpFileSuffix": ".rs",
            "breakpoints": [],
            "stoppedThreads": [],
            "richRendering": true,
            "copyToGlobals": false,
            "exceptionPaths": [],
        }),
        "initialize" => {
            *started = true;
            // Of all that a debugger may be able to do, nothing.
            json!({})
        }
        "disconnect" => {
            *started = false;
            json!({})
        }
        "inspectVariables" => json!({"variables": variables.iter().map(line).collect::<Vec<_>>()}),
        "richInspectVariables" => {
            let name = &request["arguments"]["variableName"];
            let found = variables.iter().find(|variable| *name == *variable.name);
            let Some(variable) = found else {
                return refused(request, &format!("there is no variable {name}"));
            };
            let text = format!("{}: {}\n{}", variable.name, variable.kind, variable.value);
            json!({"data": {"text/plain": text}, "metadata": {}})
        }
        "variables" => json!({"variables": []}),
        "setBreakpoints" => json!({"breakpoints": []}),
        "modules" => json!({"modules": [], "totalModules": 0}),
        "threads" => json!({"threads": []}),
        "stackTrace" => json!({"stackFrames": [], "totalFrames": 0}),
        "scopes" => json!({"scopes": []}),
        "dumpCell" => json!({"sourcePath": ""}),
        "attach" | "configurationDone" | "setExceptionBreakpoints" => json!({}),
        _ => {
            let why = format!("this kernel lists variables, and has no debugger: no `{command}`");
            return refused(request, &why);
        }
    };
    reply(request, true, json!({"body": body}))
}

fn refused(request: &Value, why: &str) -> Value {
    reply(request, false, json!({"message": why, "body": {}}))
}

fn reply(request: &Value, success: bool, rest: Value) -> Value {
    let mut reply = json!({
        "type": "response",
        "seq": request["seq"],
        "request_seq": request["seq"],
        "command": request["command"],
        "success": success,
    });
    if let (Value::Object(reply), Value::Object(rest)) = (&mut reply, rest) {
        reply.extend(rest);
    }
    reply
}

/// A line of the list. It has nothing below it: 0.
fn line(variable: &Variable) -> Value {
    json!({
        "name": variable.name,
        "evaluateName": variable.name,
        "type": variable.kind,
        "value": variable.short(),
        "variablesReference": 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_here_is_refused_and_opens_nothing() {
        let mut started = false;
        let ask = |command: &str, started: &mut bool| {
            let request = json!({"seq": 7, "command": command, "arguments": {"variableName": "x"}});
            answer(&request, &[], started)
        };
        assert_eq!(ask("pause", &mut started)["success"], false);
        assert_eq!(ask("richInspectVariables", &mut started)["success"], false);
        assert!(!started);
        let opened = ask("initialize", &mut started);
        assert_eq!(
            (&opened["success"], &opened["request_seq"]),
            (&json!(true), &json!(7))
        );
        assert_eq!(ask("debugInfo", &mut started)["body"]["isStarted"], true);
        ask("disconnect", &mut started);
        assert!(!started);
    }
}
