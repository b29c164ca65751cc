"""A made-up snapshot with the contract tables that the site reads, of as many departments and years as asked.

Amounts follow a formula,
so no two departments or years are alike; what pages must show is asked of the snapshot again
in SQL. `tests/pipeline/test_site.py` compares these columns with those of a real snapshot.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

TABLES = {
    "marts.dim_department": """department_key varchar, department_code varchar, department_name varchar,
        department_kind varchar, region varchar, parent_department_name varchar""",
    "marts.dim_department_alias": "alias varchar, department_key varchar",
    "marts.dim_document": """document_id varchar, title varchar, publisher varchar, fiscal_year integer,
        document_kind varchar, path varchar, sha256 varchar, source_url varchar, received_at date,
        published_on date""",
    "marts.dim_statement": "statement_code varchar, statement_name varchar, stage varchar, position integer",
    "marts.dim_indicator": "indicator_code varchar, indicator_name varchar, position integer",
    "marts.dim_fund": "fund_code varchar, fund_name varchar, position integer",
    "marts.dim_project": """project_key varchar, document_id varchar, project_code varchar, project_name varchar,
        department_key varchar, implementing_unit varchar, implementing_unit_key varchar""",
    "marts.budget": """document_id varchar, department_code varchar, department_name varchar, region varchar,
        fiscal_year integer, stage varchar, statement_code varchar, statement_name varchar, side varchar,
        amount_phase varchar, classification varchar, subject_code varchar, subject_name varchar,
        subject_level varchar,
        class_name varchar, section_name varchar, fund_code varchar, fund_name varchar, indicator_code varchar,
        indicator_name varchar, amount_yuan decimal(20, 2), amount_wan decimal(20, 6), is_subtotal boolean,
        is_additive boolean, value_status varchar, reported_text varchar, confidence double, source_page integer,
        source_line integer""",
    "marts.spending": """document_id varchar, department_code varchar, department_name varchar, region varchar,
        fiscal_year integer, stage varchar, statement_code varchar, fund_code varchar, is_complete boolean,
        subject_code varchar, subject_name varchar, subject_level varchar, class_name varchar, section_name varchar,
        indicator_code varchar, indicator_name varchar,
        amount_yuan decimal(20, 2), amount_wan decimal(20, 6), value_status varchar, source_line integer,
        source_page integer""",
    "marts.answers": """department_name varchar, fiscal_year integer, stage varchar, question varchar,
        document_id varchar, statement_code varchar, statement_name varchar, amount_phase varchar, side varchar,
        classification varchar, fund_code varchar, is_complete boolean, statement_choice varchar,
        document_choice varchar""",
    "marts.revenue": """document_id varchar, department_code varchar, department_name varchar, region varchar,
        fiscal_year integer, stage varchar, statement_code varchar, fund_code varchar, is_complete boolean,
        revenue_source varchar, classification varchar, subject_name varchar, indicator_code varchar,
        indicator_name varchar, amount_yuan decimal(20, 2), amount_wan decimal(20, 6), value_status varchar,
        source_line integer, source_page integer""",
    "marts.three_public": """document_id varchar, department_code varchar, department_name varchar, region varchar,
        fiscal_year integer, stage varchar, amount_phase varchar, statement_code varchar, fund_code varchar,
        fund_name varchar, is_complete boolean, subject_name varchar, indicator_code varchar, indicator_name varchar,
        amount_yuan decimal(20, 2), amount_wan decimal(20, 6), value_status varchar, source_line integer,
        source_page integer""",
    "marts.budget_execution": """department_name varchar, fiscal_year integer, subject_code varchar,
        subject_name varchar, class_name varchar, section_name varchar, budget_yuan decimal(20, 2),
        final_yuan decimal(20, 2), difference_yuan decimal(20, 2), execution_rate double""",
    "marts.projects": """form_id varchar, document_id varchar, source_line integer, source_page integer,
        fiscal_year integer, department_name varchar, implementing_unit varchar, project_code varchar,
        project_name varchar, project_attribute varchar, project_period varchar, annual_total_wan decimal(20, 6),
        annual_fiscal_wan decimal(20, 6), annual_other_wan decimal(20, 6), medium_total_wan decimal(20, 6),
        medium_fiscal_wan decimal(20, 6), medium_other_wan decimal(20, 6), medium_period varchar, annual_goal varchar,
        medium_goal varchar, execution_weight decimal(9, 2)""",
    "marts.performance_targets": """form_id varchar, document_id varchar, source_line integer, source_page integer,
        fiscal_year integer, department_name varchar, implementing_unit varchar, project_code varchar,
        project_name varchar, phase varchar, level1 varchar, level2 varchar, level3 varchar, operator varchar,
        target_value double, target_unit varchar, target_text varchar, is_qualitative boolean, weight decimal(9, 2),
        attribution varchar""",
    "marts.fct_project_funding": """document_id varchar, project_key varchar, fiscal_year integer, phase varchar,
        funding_source varchar, amount_yuan decimal(20, 2), amount_wan decimal(20, 6), value_status varchar,
        reported_text varchar, source_line integer, source_page integer""",
    "marts.fct_performance_review": """document_id varchar, form_id varchar, section varchar, subsection varchar,
        criterion varchar, max_score decimal(9, 2), self_score decimal(9, 2), review_score decimal(9, 2), grade varchar,
        source_line integer, source_page integer""",
    "quality.findings": """finding_id varchar, document_id varchar, related_document_id varchar,
    department_name varchar,
        fiscal_year integer, rule_id varchar, severity varchar, cause varchar, status varchar, statement_code varchar,
        subject_code varchar, indicator_code varchar, project_name varchar, expected_wan decimal(20, 6),
        actual_wan decimal(20, 6), difference_wan decimal(20, 6), message varchar, source_page integer,
        source_line integer""",
    "quality.coverage": """document_id varchar, statement_code varchar, cells_printed integer, facts integer,
        repaired integer, identities_tested integer, passed integer, failed integer, untestable integer""",
    "quality.trust": """document_id varchar, department_name varchar, fiscal_year integer, statement_code varchar,
        statement_name varchar, verdict varchar, amounts_printed integer, facts integer, repaired integer,
        totals_printed integer, totals_contradicted integer, printed_total_wan decimal(20, 6),
        additive_wan decimal(20, 6), identities_tested integer, identities_failed integer, open_errors integer,
        open_warnings integer, open_notes integer""",
    "quality.check_results": """run_id varchar, layer varchar, suite varchar, check_name varchar, table_name varchar,
        passed boolean, blocking boolean, observed varchar, sample varchar, checked_at timestamp""",
    "meta.documents": """document_id varchar, path varchar, sha256 varchar, bytes bigint, format varchar,
    title varchar,
        publisher varchar, source_url varchar, received_at date, fiscal_year integer, document_kind varchar,
        status varchar, reason varchar, tables_found integer, tables_recognised integer, rows_landed integer,
        rows_unaccounted integer, extractor_version varchar, landed_at timestamp""",
    "meta.runs": """run_id varchar, started_at timestamp, finished_at timestamp, git_revision varchar,
        documents_new integer, documents_changed integer, documents_removed integer, outcome varchar""",
    "raw.lines": """document_id varchar, source_page integer, source_line integer, text varchar, role varchar,
        table_id varchar""",
}

# What a document might print to break out of a page: script elements, handlers, comments, line separators, formulas.
HOSTILE = '</script><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>\'\\\u2028<!--&amp;{{7*7}}'

_STATEMENTS = """
insert into marts.dim_statement values
    ('general_public_basic_expenditure', '一般公共预算基本支出表', 'budget', 3),
    ('general_public_three_public', '一般公共预算“三公”经费支出表', 'budget', 4),
    ('department_revenue_expenditure_summary', '部门收支总表', 'budget', 8),
    ('department_expenditure', '部门支出总表', 'budget', 10),
    ('expenditure_final', '支出决算表', 'final_account', 13)
"""

_COLUMNS = """
insert into marts.dim_indicator values ('total', '合计', 1), ('basic', '基本支出', 2), ('personnel', '人员经费', 3),
    ('project', '项目支出', 5);
insert into marts.dim_fund values ('all', '全部资金', 1), ('general_public', '一般公共预算', 3)
"""

_ITEMS = """
create temp table items as
select * from (values
    (0, '201', '一般公共服务支出', '20103', '政府办公厅（室）及相关机构事务', '2010301', '行政运行'),
    (1, '201', '一般公共服务支出', '20103', '政府办公厅（室）及相关机构事务', '2010302', '一般行政管理事务'),
    (2, '201', '一般公共服务支出', '20106', '财政事务', '2010601', '行政运行'),
    (3, '205', '教育支出', '20502', '普通教育', '2050202', '小学教育'),
    (4, '208', '社会保障和就业支出', '20805', '行政事业单位养老支出', '2080505', '机关事业单位基本养老保险缴费支出'),
    (5, '210', '卫生健康支出', '21011', '行政事业单位医疗', '2101101', '行政单位医疗'),
    (6, '221', '住房保障支出', '22102', '住房改革支出', '2210201', '住房公积金')
) as items(position, class_code, class_name, section_code, section_name, code, name)
"""


def make_snapshot(
    path: Path,
    *,
    departments: int = 4,
    years: tuple[int, ...] = (2023, 2024),
    finals: tuple[int, ...] = (2023,),
    projects: int = 3,
    targets: int = 6,
    lines: int = 80,
    hostile: bool = False,
) -> Path:
    """Write a snapshot: a document for each department, year and stage, with so many projects, targets and lines."""
    bad = HOSTILE.replace("'", "''")
    department = f"case when {str(hostile).lower()} and d = 0 then '{bad}' else '第' || (d + 1) || '局' end"
    stages = [(year, "budget") for year in years] + [(year, "final_account") for year in finals]
    pairs = ", ".join(f"({year}, '{stage}')" for year, stage in stages)
    with duckdb.connect(str(path)) as connection:
        run = connection.execute
        for schema in ("marts", "quality", "meta", "raw"):
            run(f"create schema {schema}")
        for table, columns in TABLES.items():
            run(f"create table {table} ({columns})")
        run(_STATEMENTS)
        run(_COLUMNS)
        run(_ITEMS)
        run(
            f"""create temp table docs as
            select d, {department} as department, year, stage, printf('%04x%04x%02x', d, year, length(stage)) as id
            from range({departments}) as t(d), (values {pairs}) as s(year, stage)"""
        )
        run(
            """insert into marts.dim_department
            select distinct department, (146000 + d)::varchar, department, 'department', '某省某市', null from docs
            union all select '某单位', null, '某单位', 'unit', null, '第2局'"""
        )
        run(
            """insert into marts.dim_department_alias
            select '旧名' || department_name, department_key from marts.dim_department"""
        )
        text = f"'{bad}'" if hostile else "department || year || '年公开'"
        run(
            f"""insert into marts.dim_document
            select id, {text}, department, year, 'department_budget', id || '.txt', sha256(id), null,
                make_date(year, 3, 1), make_date(year, 2, 1) from docs"""
        )
        run(
            f"""insert into meta.documents
            select id, id || '.txt', sha256(id), 1000, 'text', {text}, department, null, make_date(year, 3, 1), year,
                'department_budget', 'loaded', null, 5, 5, 40, 0, 'x', timestamp '2024-05-01 08:00:00' from docs"""
        )
        # Leaf amounts by item and indicator, the total column of each item, and the printed total row.
        run(
            """create temp table amounts as
            select docs.*, items.*, indicator, indicator_name,
                ((d * 7919 + year * 31 + position * 977 + length(stage) * 13 + length(indicator)) % 900000 + 1000.25)
                    * case when position = 3 then 40 else 1 end as yuan
            from docs, items, (values ('basic', '基本支出'), ('project', '项目支出')) as i(indicator, indicator_name)
            where position <> (d % 3) + 4 or stage = 'budget'"""
        )
        columns = """id, (146000 + d)::varchar, department, '某省某市', year, stage,
            case stage when 'budget' then 'department_expenditure' else 'expenditure_final' end,
            case stage when 'budget' then '部门支出总表' else '支出决算表' end, 'expenditure',
            case stage when 'budget' then 'budget' else 'final' end, 'function'"""
        run(
            f"""insert into marts.budget
            select {columns}, code, name, 'item', class_name, section_name, 'all', '全部资金', indicator,
            indicator_name,
                yuan, yuan / 10000, false, true, case when position = 2 then 'repaired' else 'as_reported' end,
                case when position = 2 then null else (yuan / 10000)::varchar end, 1, null, 11 + position
            from amounts
            union all
            select {columns}, null, '合计', 'total', null, null, 'all', '全部资金', 'total', '合计',
                sum(yuan), sum(yuan) / 10000, true, false, 'as_reported', 'total', 1, null, 10
            from amounts group by all"""
        )
        run(
            """insert into marts.spending
            select document_id, department_code, department_name, region, fiscal_year, stage, statement_code,
                fund_code, true, subject_code, subject_name, subject_level, class_name, section_name, indicator_code,
                indicator_name, amount_yuan,
                amount_wan, value_status, source_line, source_page
            from marts.budget where is_additive"""
        )
        run(
            """insert into marts.budget_execution
            select department_name, fiscal_year, subject_code, subject_name, class_name, section_name, budget, final,
                final - budget, final / budget
            from (
                select department_name, fiscal_year, subject_code, subject_name, class_name, section_name,
                    coalesce(sum(amount_yuan) filter (stage = 'budget'), 0) as budget,
                    coalesce(sum(amount_yuan) filter (stage = 'final_account'), 0) as final
                from marts.spending group by all
            ) inner join (
                select department_name, fiscal_year from marts.spending group by all having count(distinct stage) = 2
            ) using (department_name, fiscal_year)"""
        )
        _other_statements(run)
        _answers(run)
        _projects(run, projects, targets, f"'={bad}'" if hostile else "'项目'")
        run(
            f"""insert into quality.findings
            select sha256(id)[:16], id, null, department, year, 'G2.1', 'error', 'source', 'open',
            'department_expenditure',
                null, 'total', null, 12.5, 12.4, -0.1, {text} || '合计不符', null, 10 from docs
            union all
            select sha256(id || 'r')[:16], id, null, department, year, 'F4', 'info', 'source', 'repaired', null,
            null, null,
                '项目', 1, 1, 0, '以元填入万元表', null, 13 from docs"""
        )
        run(
            """insert into quality.trust
            select id, department, year, 'department_expenditure', '部门支出总表', 'contradicted', 30, 30, 1, 1, 1,
                12.5, 12.4, 40, 1, 1, 0, 0 from docs"""
        )
        run("insert into quality.coverage select id, 'department_expenditure', 30, 30, 1, 40, 39, 1, 0 from docs")
        run(
            """insert into quality.check_results
            select 'run', 'marts', 'dbt', 'unique', 'marts.budget', true, true, '', '',
            timestamp '2024-05-01 08:00:00'"""
        )
        run(
            """insert into meta.runs values
            ('run', timestamp '2024-05-01 08:00:00', timestamp '2024-05-01 08:01:00', 'abcdef0', 1, 0, 0,
            'published')"""
        )
        run(
            f"""insert into raw.lines
            select id, null, line, case when line = 5 then {text} else '第' || line || E'行\\t1.00\\t2.00' end,
                case when line = 5 then 'title' else 'cell_row' end, id || '-1'
            from docs, range(1, {max(lines, 50 + projects * (targets + 2))} + 1) as l(line)"""
        )
    return path


def _other_statements(run: object) -> None:
    assert callable(run)
    head = "id, (146000 + d)::varchar, department, '某省某市'"
    run(
        f"""insert into marts.budget
        select {head}, year, 'budget', 'department_revenue_expenditure_summary', '部门收支总表', 'revenue',
        'budget', 'revenue',
            null, '一般公共预算拨款收入', 'item', null, null, 'general_public', '一般公共预算', 'total', '合计',
            sum(yuan),
            sum(yuan) / 10000, false, true, 'as_reported', 'x', 1, null, 30
        from amounts where stage = 'budget' group by all
        union all
        select {head}, year, 'budget', 'department_revenue_expenditure_summary', '部门收支总表', 'revenue',
        'budget', 'balance',
            null, '收入总计', 'item', null, null, 'all', '全部资金', 'total', '合计', sum(yuan), sum(yuan) / 10000,
            true, false,
            'as_reported', 'x', 1, null, 31
        from amounts where stage = 'budget' group by all"""
    )
    run(
        f"""insert into marts.budget
        select {head}, year - before, 'budget', 'general_public_three_public', '一般公共预算“三公”经费支出表',
        'expenditure',
            case before when 0 then 'budget' else 'prior_year_budget' end, 'three_public', null, subject, 'item',
            null, null,
            'general_public', '一般公共预算', 'total', '合计', 10000.5 * (d + 1 + before),
            1.00005 * (d + 1 + before), false,
            true, 'as_reported', 'x', 1, null, 35
        from docs, (values (0), (1)) as b(before), (values ('公务接待费'), ('公务用车运行费')) as s(subject)
        where stage = 'budget'"""
    )
    run(
        f"""insert into marts.budget
        select {head}, year, 'budget', 'general_public_basic_expenditure', '一般公共预算基本支出表', 'expenditure',
        'budget',
            'economic', code, name, 'section', '工资福利支出', name, 'general_public', '一般公共预算', 'personnel',
            '人员经费',
            20000 * (d + 1), 2 * (d + 1), false, true, 'as_reported', 'x', 1, null, 40
        from docs, (values ('30101', '基本工资'), ('30102', '津贴补贴')) as e(code, name) where stage = 'budget'"""
    )


def _answers(run: object) -> None:
    """What answers: a year's own 三公 rather than the year after, else the only document there is."""
    assert callable(run)
    run(
        """insert into marts.answers
        select distinct department_name, fiscal_year, stage, statement_code || ':' || amount_phase, document_id,
            statement_code, statement_name, amount_phase, null, null, 'all', null::boolean, 'preferred', 'only'
        from marts.budget"""
    )
    run(
        """insert into marts.revenue
        select document_id, department_code, department_name, region, fiscal_year, stage, statement_code, fund_code,
            true, fund_name, classification, subject_name, indicator_code, indicator_name, amount_yuan, amount_wan,
            value_status, source_line, source_page
        from marts.budget where side = 'revenue' and is_additive"""
    )
    run(
        """insert into marts.three_public
        select document_id, department_code, department_name, region, fiscal_year, stage, amount_phase, statement_code,
            fund_code, fund_name, true, subject_name, indicator_code, indicator_name, amount_yuan, amount_wan,
            value_status, source_line, source_page
        from marts.budget
        where classification = 'three_public'
            and (amount_phase = 'budget' or fiscal_year < (select min(year) from docs))"""
    )


def _projects(run: object, projects: int, targets: int, name: str) -> None:
    assert callable(run)
    run(
        f"""create temp table forms as
        select docs.*, p, id || '-' || p as form_id, {name} || p as project, 50 + p * {targets + 2} as line
        from docs, range({projects}) as t(p) where stage = 'budget'"""
    )
    run(
        """insert into marts.projects
        select form_id, id, line, null, year, department, case when p % 2 = 0 then '某单位' end, 'P' || p, project,
        '延续项目',
            '长期', p + 1.5, p + 1, 0.5, 3 * p + 4.5, null, null, '2024-2026', '总体目标', '中期目标', null
        from forms"""
    )
    run(
        """insert into marts.dim_project
        select form_id, id, 'P' || p, project, department, case when p % 2 = 0 then '某单位' end,
            case when p % 2 = 0 then '某单位' end
        from forms"""
    )
    run(
        """insert into marts.fct_project_funding
        select id, form_id, year, 'annual', 'total', (p + 1.5) * 10000, p + 1.5, 'as_reported', 'x', line + 1,
            null from forms"""
    )
    run(
        f"""insert into marts.performance_targets
        select form_id, id, line + 1 + t, null, year, department, case when p % 2 = 0 then '某单位' end, 'P' || p,
        project,
            phase, ['产出指标', '效益指标', '满意度指标'][t % 3 + 1], ['数量指标', '社会效益指标',
            '服务对象满意度指标'][t % 3 + 1],
            {name} || '指标' || t, case when t % 4 = 3 then 'qualitative' else ['≥', '≤', '='][t % 3 + 1] end,
            10 * (t + 1),
            ['次', '%', '%'][t % 3 + 1], '≥' || 10 * (t + 1) || case phase when 'annual' then '年' else '期' end,
            t % 4 = 3,
            10, 'printed'
        from forms, range({targets}) as t(t), (values ('annual'), ('medium_term')) as f(phase)"""
    )
