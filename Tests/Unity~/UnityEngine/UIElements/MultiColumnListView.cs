namespace UnityEngine.UIElements
{
    public class MultiColumnListView : BaseListView
    {
        public Columns columns { get; } = new Columns();
    }
}
