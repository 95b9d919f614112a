//! The events of the family.

use serde_json::{Map, Value};

use super::super::events::events;
use super::super::objects::objects;
use super::check::{CheckRun, CheckSuite};
use super::deployment::{Deployment, DeploymentStatus};
use super::workflow::{Workflow, WorkflowJob, WorkflowRun};

objects! {
    /// Something happened to a run of a workflow.
    pub struct WorkflowRunEvent: action, event {
        /// The workflow.
        pub workflow: Option<Workflow>,
        /// The run.
        pub workflow_run: WorkflowRun,
    }

    /// Something happened to a job of a workflow's run.
    pub struct WorkflowJobEvent: action, event {
        /// The job.
        pub workflow_job: WorkflowJob,
    }

    /// Somebody started a workflow by hand.
    pub struct WorkflowDispatchEvent: event {
        /// What the workflow was given.
        pub inputs: Map<String, Value>,
        /// The branch or the tag: `refs/heads/main`.
        pub ref_ as "ref": String,
        /// The workflow's file.
        pub workflow: String,
    }

    /// Somebody sent an event of their own to a repository.
    pub struct RepositoryDispatchEvent: action, event {
        /// The repository's default branch.
        pub branch: String,
        /// What was sent with it.
        pub client_payload: Map<String, Value>,
    }

    /// Something happened to what an app found of a commit.
    pub struct CheckRunEvent: action, event {
        /// What it found.
        pub check_run: CheckRun,
        /// What a person asked the app to do; its `identifier` is the app's own.
        pub requested_action: Option<Map<String, Value>>,
    }

    /// Something happened to all that an app is to find of a commit.
    pub struct CheckSuiteEvent: action, event {
        /// What it found.
        pub check_suite: CheckSuite,
    }

    /// A commit is to be brought somewhere.
    pub struct DeploymentEvent: action, event {
        /// Where to.
        pub deployment: Deployment,
    }

    /// A deployment has come further.
    pub struct DeploymentStatusEvent: action, event {
        /// The deployment.
        pub deployment: Deployment,
        /// How far it is.
        pub deployment_status: DeploymentStatus,
    }
}

events! {
    on_workflow_run = "workflow_run", "Anything that happens to a run of a workflow; `action` says what."
    for WorkflowRunEvent as event {
        "Workflow" => event.workflow_run.name => event.workflow_run.html_url,
        "Conclusion" => event.workflow_run.conclusion,
        "Branch" => event.workflow_run.head_branch,
        "Repository" => event.repository => event.repository.html_url,
        "Action" => event.action,
    }
    examples(
        failed("A Failed Run", "examples/github/workflow_run_failed.json"),
    )
    when {
        on_workflow_run_requested = "requested", "A run was asked for.";
        on_workflow_run_in_progress = "in_progress", "A run was started.";
        on_workflow_run_completed = "completed", "A run ended; `workflow_run.conclusion` says what it came to.", examples(failed("A Failed Run", "examples/github/workflow_run_failed.json"));
    }
}

events! {
    on_workflow_job = "workflow_job", "Anything that happens to a job of a workflow's run; `action` says what."
    for WorkflowJobEvent as event {
        "Job" => event.workflow_job.name => event.workflow_job.html_url,
        "Conclusion" => event.workflow_job.conclusion,
        "Repository" => event.repository => event.repository.html_url,
        "Action" => event.action,
    }
    examples(
        completed("A Completed Job", "examples/github/workflow_job_completed.json"),
    )
    when {
        on_workflow_job_queued = "queued", "A job was created.";
        on_workflow_job_waiting = "waiting", "A job waits for somebody to approve it.";
        on_workflow_job_in_progress = "in_progress", "A job was started.";
        on_workflow_job_completed = "completed", "A job ended; `workflow_job.conclusion` says what it came to.", examples(completed("A Completed Job", "examples/github/workflow_job_completed.json"));
    }
}

events! {
    on_workflow_dispatch = "workflow_dispatch", "Somebody started a workflow by hand."
    for WorkflowDispatchEvent as event {
        "Workflow" => event.workflow,
        "On" => event.ref_,
        "Repository" => event.repository => event.repository.html_url,
        "By" => event.sender => event.sender.html_url,
    }
}

events! {
    on_repository_dispatch = "repository_dispatch", "Somebody sent an event of their own to a repository; `action` is its name."
    for RepositoryDispatchEvent as event {
        "Event" => event.action,
        "Repository" => event.repository => event.repository.html_url,
        "By" => event.sender => event.sender.html_url,
    }
}

events! {
    on_check_run = "check_run", "Anything that happens to what an app found of a commit; `action` says what."
    for CheckRunEvent as event {
        "Check" => event.check_run.name => event.check_run.html_url,
        "Conclusion" => event.check_run.conclusion,
        "Commit" => event.check_run.head_sha,
        "Repository" => event.repository => event.repository.html_url,
    }
    examples(
        completed("A Completed Check", "examples/github/check_run_completed.json"),
    )
    when {
        on_check_run_created = "created", "An app began to look at a commit.";
        on_check_run_completed = "completed", "An app ended; `check_run.conclusion` says what it came to.", examples(completed("A Completed Check", "examples/github/check_run_completed.json"));
        on_check_run_rerequested = "rerequested", "Somebody asked an app to look again.";
        on_check_run_requested_action = "requested_action", "Somebody asked an app to do something.";
    }
}

events! {
    on_check_suite = "check_suite", "Anything that happens to all that an app is to find of a commit; `action` says what."
    for CheckSuiteEvent as event {
        "Commit" => event.check_suite.head_sha,
        "Branch" => event.check_suite.head_branch,
        "Conclusion" => event.check_suite.conclusion,
        "Repository" => event.repository => event.repository.html_url,
    }
    examples(
        completed("A Completed Suite", "examples/github/check_suite_completed.json"),
    )
    when {
        on_check_suite_completed = "completed", "All checks of an app ended; `check_suite.conclusion` says what they came to.", examples(completed("A Completed Suite", "examples/github/check_suite_completed.json"));
        on_check_suite_requested = "requested", "An app is to look at a new commit.";
        on_check_suite_rerequested = "rerequested", "Somebody asked an app to look again.";
    }
}

events! {
    on_deployment = "deployment", "A commit is to be brought somewhere."
    for DeploymentEvent as event {
        "Environment" => event.deployment.environment,
        "Ref" => event.deployment.ref_,
        "Repository" => event.repository => event.repository.html_url,
        "By" => event.sender => event.sender.html_url,
    }
    examples(
        production("To Production", "examples/github/deployment_production.json"),
    )
}

events! {
    on_deployment_status = "deployment_status", "A deployment has come further; `deployment_status.state` says how far."
    for DeploymentStatusEvent as event {
        "Environment" => event.deployment.environment => event.deployment_status.environment_url,
        "Status" => event.deployment_status.state => event.deployment_status.log_url,
        "Ref" => event.deployment.ref_,
        "Repository" => event.repository => event.repository.html_url,
    }
    examples(
        success("A Success", "examples/github/deployment_status_success.json"),
    )
}
