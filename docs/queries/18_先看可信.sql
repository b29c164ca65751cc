-- 采用一个数之前：哪些报表的合计对得上，哪些有疑问？
-- Before using a number: which statements add up to their totals, which are in doubt?
select department_name as 部门, fiscal_year as 年度, statement_name as 报表, verdict as 结论,
    amounts_printed as 印出金额, facts as 入库, printed_total_wan as 印出总计, additive_wan as 可加总行之和,
    identities_tested as 检验, identities_failed as 不符, open_errors as 未解决错误
from quality.trust
order by 部门, 年度, 未解决错误 desc, 报表;
