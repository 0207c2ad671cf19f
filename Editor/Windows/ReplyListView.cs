#nullable enable
using System;
using System.Collections;
using System.Globalization;
using Repartee.Editor.Play;
using UnityEngine.UIElements;

namespace Repartee.Editor.Windows
{
    /// <summary>The table of sampled replies: player, reply, total, each reward term.</summary>
    internal sealed class ReplyListView : VisualElement
    {
        private readonly ReplyTable table;
        private readonly MultiColumnListView list = new MultiColumnListView();
        private int shownTerms = -1;

        internal ReplyListView(ReplyTable table)
        {
            this.table = table;
            list.style.minHeight = 120;
            list.style.flexGrow = 1;
            list.fixedItemHeight = 20;
            list.itemsSource = (IList)table.Rows;
            Add(list);
        }

        /// <summary>Takes what was added since.</summary>
        internal void Show()
        {
            if (shownTerms != table.Terms.Count)
                SetColumns();
            list.RefreshItems();
        }

        private void SetColumns()
        {
            shownTerms = table.Terms.Count;
            list.columns.Clear();
            list.columns.Add(Column("Update", 50, row => row.Update.ToString(CultureInfo.InvariantCulture)));
            list.columns.Add(Column("Player", 160, row => row.Player));
            list.columns.Add(Column("Reply", 260, row => row.Reply));
            list.columns.Add(Column("Total", 50, row => row.Total.ToString("0.00", CultureInfo.InvariantCulture)));
            foreach (string term in table.Terms)
                list.columns.Add(Column(term, 70, row => ReplyTable.Cell(row, term)));
        }

        private Column Column(string title, float width, Func<ReplyRow, string> text) => new Column
        {
            name = title,
            title = title,
            width = width,
            makeCell = () => new Label(),
            bindCell = (cell, index) =>
            {
                string shown = text(table.Rows[index]);
                ((Label)cell).text = shown;
                cell.tooltip = shown;
            },
        };
    }
}
