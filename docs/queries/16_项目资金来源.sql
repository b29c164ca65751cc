-- 各部门年度项目资金有多少来自财政拨款？
-- How much of the year's project money is fiscal appropriation?
select fiscal_year as 年度, department_name as 部门,
    sum(amount_wan) filter (is_additive) as 资金总额,
    sum(amount_wan) filter (funding_source = 'fiscal_appropriation') as 财政拨款
from marts.project_funding
where phase = 'annual'
group by all order by 资金总额 desc, 部门;
