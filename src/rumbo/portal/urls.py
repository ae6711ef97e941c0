"""Addresses of the public pages."""

from __future__ import annotations

from django.urls import path

from rumbo.portal.web import (
    action,
    antecedents,
    axis,
    chapters,
    contribution,
    editions,
    goals,
    home,
    organizations,
    participation,
    plan,
    priority,
    program,
    project,
    projects,
    search,
    strategies,
    strategy,
    territories,
    theme,
)

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("<slug:plan_key>/", plan.plan, name="plan"),
    path("<slug:plan_key>/ejes/<slug:key>/", axis.axis, name="axis"),
    path("<slug:plan_key>/temas/<slug:key>/", theme.theme, name="theme"),
    path("<slug:plan_key>/metas/", goals.goals, name="goals"),
    path("<slug:plan_key>/estrategias/", strategies.strategies, name="strategies"),
    path("<slug:plan_key>/estrategias/<slug:key>/", strategy.strategy, name="strategy"),
    path("<slug:plan_key>/acciones/<slug:key>/", action.action, name="action"),
    path("<slug:plan_key>/programas/<slug:key>/", program.program, name="program"),
    path("<slug:plan_key>/buscar/", search.search, name="search"),
    path("<slug:plan_key>/proyectos/", projects.projects, name="projects"),
    path("<slug:plan_key>/proyectos/<slug:key>/", project.project, name="project"),
    path("<slug:plan_key>/organizaciones/", organizations.organizations, name="organizations"),
    path("<slug:plan_key>/organizaciones/<slug:key>/", organizations.organization, name="organization"),
    path("<slug:plan_key>/territorios/", territories.territories, name="territories"),
    path("<slug:plan_key>/territorios/<slug:key>/", territories.territory, name="territory"),
    path("<slug:plan_key>/documento/", chapters.chapters, name="chapters"),
    path("<slug:plan_key>/documento/<slug:key>/", chapters.chapter, name="chapter"),
    path("<slug:plan_key>/cartera-prioritaria/", priority.priority, name="priority"),
    path("<slug:plan_key>/participacion/", participation.participation, name="participation"),
    path("<slug:plan_key>/aportaciones/", participation.contributions, name="contributions"),
    path("<slug:plan_key>/aportaciones/<int:pk>/", contribution.contribution, name="contribution"),
    path("<slug:plan_key>/antecedentes/", antecedents.antecedents, name="antecedents"),
    path("<slug:plan_key>/antecedentes/<slug:key>/", antecedents.antecedent, name="antecedent"),
    path("<slug:plan_key>/ediciones/", editions.editions, name="editions"),
    path("<slug:plan_key>/ediciones/<int:number>/", editions.edition, name="edition"),
    path("<slug:plan_key>/ediciones/<int:number>/plan.json", editions.edition_file, name="edition_file"),
]
