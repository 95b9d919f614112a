//! The events of the family.

use super::super::events::events;
use super::super::objects::objects;
use super::super::shared::repository::Repository;
use super::super::shared::user::{Organization, User};
use crate::integrations::shown::{linked, with};
use crate::spec::Properties;

objects! {
    /// What events have in common. What an event is about is in `other`, under its name at GitHub:
    /// `event.other["team"]["name"]`.
    pub struct AnyEvent {
        /// What happened; empty for events of one kind only.
        pub action: String,
        /// The organisation where it happened, if it did in one.
        pub organization: Option<Organization>,
        /// The repository where it happened, if it did in one.
        pub repository: Option<Repository>,
        /// Who did it; the user `ghost` where GitHub does not know.
        pub sender: User,
    }
}

impl AnyEvent {
    fn properties(&self) -> Properties {
        let mut properties = with(Properties::new(), "Action", &self.action);
        if let Some(repository) = &self.repository {
            properties = with(properties, "Repository", repository);
            properties = linked(properties, "Repository", &repository.html_url);
        }
        let organization = self.organization.as_ref();
        let organization = organization.map(|organization| &organization.login);
        properties = with(properties, "Organisation", &organization);
        properties = with(properties, "By", &self.sender);
        linked(properties, "By", &self.sender.html_url)
    }
}

events! {
    @all AnyEvent {
        on_branch_protection_configuration = "branch_protection_configuration", "All rules of a repository's branches were switched on or off.";
        on_branch_protection_rule = "branch_protection_rule", "A rule of a repository's branches was made, changed or deleted.";
        on_code_scanning_alert = "code_scanning_alert", "Something happened to what a scan of the code found.";
        on_custom_property = "custom_property", "A property that an organisation's repositories have was defined, changed or deleted.";
        on_custom_property_values = "custom_property_values", "A repository's values of such properties were changed.";
        on_dependabot_alert = "dependabot_alert", "Something happened to what is known of a dependency.";
        on_deploy_key = "deploy_key", "A repository got or lost a deploy key.";
        on_deployment_protection_rule = "deployment_protection_rule", "A deployment asks an app whether it may go on.";
        on_deployment_review = "deployment_review", "A deployment was approved or rejected, or waits for that.";
        on_github_app_authorization = "github_app_authorization", "Somebody took a GitHub App's authorisation away.";
        on_gollum = "gollum", "Pages of a wiki were created or changed.";
        on_installation = "installation", "A GitHub App was installed, suspended or taken away.";
        on_installation_repositories = "installation_repositories", "A GitHub App got or lost repositories.";
        on_installation_target = "installation_target", "Who has a GitHub App installed was renamed.";
        on_issue_dependencies = "issue_dependencies", "An issue is blocked by another one, or no longer.";
        on_marketplace_purchase = "marketplace_purchase", "Somebody bought, changed or cancelled a plan of a GitHub App.";
        on_membership = "membership", "A team got or lost a member.";
        on_merge_group = "merge_group", "A group of pull requests in a merge queue is to be checked, or is gone.";
        on_meta = "meta", "The webhook itself was deleted.";
        on_org_block = "org_block", "An organisation blocked somebody, or no longer does.";
        on_organization = "organization", "An organisation was renamed or deleted, or its members have changed.";
        on_package = "package", "A package was published or changed.";
        on_page_build = "page_build", "A repository's site was built.";
        on_personal_access_token_request = "personal_access_token_request", "Somebody wants a token for an organisation.";
        on_project = "project", "Something happened to a classic project.";
        on_project_card = "project_card", "Something happened to a card of a classic project.";
        on_project_column = "project_column", "Something happened to a column of a classic project.";
        on_projects_v2 = "projects_v2", "Something happened to a project.";
        on_projects_v2_item = "projects_v2_item", "Something happened to an item of a project.";
        on_projects_v2_status_update = "projects_v2_status_update", "Something happened to what a project says of its status.";
        on_public = "public", "A repository was made public.";
        on_registry_package = "registry_package", "A package was published or changed in a registry.";
        on_repository_advisory = "repository_advisory", "A repository's security advisory was published or reported.";
        on_repository_import = "repository_import", "A repository was imported, or could not be.";
        on_repository_ruleset = "repository_ruleset", "A ruleset was created, changed or deleted.";
        on_repository_vulnerability_alert = "repository_vulnerability_alert", "Something happened to a vulnerability alert; newer than these are Dependabot's.";
        on_secret_scanning_alert = "secret_scanning_alert", "Something happened to a secret that was found in the code.";
        on_secret_scanning_alert_location = "secret_scanning_alert_location", "A secret was found in one more place.";
        on_secret_scanning_scan = "secret_scanning_scan", "A scan for secrets ended.";
        on_security_advisory = "security_advisory", "A security advisory of all of GitHub's was published, updated or withdrawn.";
        on_security_and_analysis = "security_and_analysis", "A security feature was switched on or off.";
        on_sponsorship = "sponsorship", "Something happened to a sponsorship.";
        on_sub_issues = "sub_issues", "An issue became part of another one, or no longer is.";
        on_team = "team", "Something happened to a team of an organisation.";
        on_team_add = "team_add", "A repository was added to a team.";
    }
}
