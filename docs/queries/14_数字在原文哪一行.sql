-- 某个数字印在哪一行？
-- On which line is a number printed?
select budget.statement_name as 报表, budget.source_line as 行, budget.reported_text as 原文数值, lines.text as 原文
from marts.budget inner join raw.lines as lines using (document_id, source_line)
where budget.subject_name = '公务接待费' and budget.fiscal_year = 2023 and budget.amount_phase = 'budget'
order by 行, 报表;
